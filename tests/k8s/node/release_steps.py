"""Two releases side by side, on the way from one to the other."""

import argparse
import importlib.machinery
import importlib.util
import pathlib
import shutil
import types

import health
import install_steps
import installation
import kube
import load
import machine
import overlays
import tree
from console import StepFailed, say, timed

WRITES = 300
BOTH_SECONDS = 900
QUIET_SECONDS = 120


def releases(options: argparse.Namespace) -> None:
    """Installs the release before this one, upgrades it under load and holds on half way: two releases
    of every service serve side by side over the new schema. Then it goes on. No call fails, nothing is
    lost or done twice, and no event is held up."""
    _install_previous(options)
    old = set(kube.deployments()) - {"mariadb-door"}
    new = installation.copy() / "overlays/dev"
    _upgrade_data(new)
    for name in old:
        kube.wait_ready(name, 1, BOTH_SECONDS)
    with load.under_load() as written:
        _apply_half_way(installation.overlay("held", overlays.HELD))
        kube.wait_until("both releases of every service ready", BOTH_SECONDS,
                        lambda: all(map(_runs_both, old)))
        written.wait_for_more(WRITES, 600, "by two releases side by side")
        say("releases", f"{WRITES} writes while both releases of {', '.join(sorted(old))} served")
        installation.apply(new)
        written.wait_for_more(20, 120, "by the new release")
    kube.wait_until("all events taken", QUIET_SECONDS, health.all_events_taken)
    health.check_logs()


# --- the release before ---------------------------------------------------------------------


def _install_previous(options: argparse.Namespace) -> None:
    """From nothing, like `install`."""
    installation.wipe()
    load.LEDGER.unlink(missing_ok=True)
    installation.import_images(install_steps.TAG)
    k8s = installation.copy()
    if options.previous:
        installation.import_images(install_steps.PREVIOUS)
        checkout = machine.previous_checkout(options.previous)
        k8s = tree.copy(machine.HOME / "before", source=checkout)
        # It completes a folder of its own release; here both have the newer one's, which has all.
        shutil.rmtree(k8s / "overlays/dev/secrets")
        shutil.copytree(installation.secrets(), k8s / "overlays/dev/secrets")
    else:
        say("releases", "no --previous: this checkout's images under other names stand for it")
        _tag_as_previous()
    folder = k8s / "overlays" / "node-previous"
    folder.mkdir(exist_ok=True)
    (folder / "kustomization.yaml").write_text(
        overlays.over("dev", _previous_images(options)), encoding="utf-8")
    installation.apply(folder, "--new-database", k8s=k8s)


def _previous_images(options: argparse.Namespace) -> str:
    tag = install_steps.PREVIOUS if options.previous else install_steps.TAG
    lines = "".join(f"- name: {one['image'].rpartition(':')[0]}\n"
                    f"  newTag: {install_steps.PREVIOUS}\n"
                    for one in machine.digests(tag).values())
    return f"images:\n{lines}"


def _tag_as_previous() -> None:
    for one in machine.digests(install_steps.TAG).values():
        name = one["image"].rpartition(":")[0]
        kube.output(*kube.CTR, "images", "tag", "--force", one["image"],
                    f"{name}:{install_steps.PREVIOUS}")


# --- half way -------------------------------------------------------------------------------


def _upgrade_data(overlay: pathlib.Path) -> None:
    """What services stand on, before anybody calls: the one node of the database here has no other one
    to go on meanwhile."""
    script = _read_script(machine.HOME / "k8s" / "apply")
    cluster = script.Cluster(" ".join(kube.KUBECTL), 900)
    with timed("apply", "this release's database and Redis"):
        try:
            found = script.stages(cluster.render(str(overlay)))
            cluster.apply(found["ground"])
            cluster.apply(found["data"])
            cluster.await_rollouts([one for one in found["data"] if one["kind"] in
                                    ("StatefulSet", "Deployment")])
        except script.Failed as error:
            raise StepFailed(f"k8s/apply: {error}") from error


def _apply_half_way(overlay: pathlib.Path) -> None:
    """k8s/apply, which waits for everything but for services and edge, as those stop half way."""
    script = _read_script(machine.HOME / "k8s" / "apply")

    class Held(script.Cluster):

        def await_rollouts(self, objects: list[dict]) -> None:
            super().await_rollouts([one for one in objects if
                                    script.component(one) not in ("service", "edge")])

    with timed("apply", "half way to this release"):
        try:
            script.install(Held(" ".join(kube.KUBECTL), 900), str(overlay))
        except script.Failed as error:
            raise StepFailed(f"k8s/apply: {error}") from error


def _read_script(path: pathlib.Path) -> types.ModuleType:
    loader = importlib.machinery.SourceFileLoader("k8s_apply", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def _runs_both(name: str) -> bool:
    tags = {container["image"].rpartition(":")[2] for pod in kube.pods(name) if kube.is_ready(pod)
            for container in pod["spec"]["containers"]}
    return tags >= {install_steps.TAG, install_steps.PREVIOUS}
