"""The suite as it is installed on the node: its copy of k8s/, volumes, overlays, k8s/apply."""

import json
import pathlib
import shutil
import subprocess
import sys

import demo
import kube
import machine
import overlays
import tree
from console import StepFailed, say, timed
from settings import ROOT, Settings

# Whose writes the ledger has: a tenant beside that of the tour.
TENANT = "ledger"
VOLUMES = {"data-mariadb-0": "16Gi", "data-mariadb-1": "16Gi", "data-mariadb-2": "16Gi",
           "backups": "16Gi"}
APPLY_SECONDS = 1500
WIPE_SECONDS = 300
# `./dev load` and `./dev token` find the demo tenant's passwords and the edge's port here.
DEMO = Settings(data=machine.HOME / "demo")


def copy() -> pathlib.Path:
    """The folder k8s/ that is applied, with secrets: made once, kept with the volumes."""
    k8s = tree.copy(machine.HOME, "--tenant", TENANT)
    _add_demo_tenant(secrets() / "gateway-bootstrap" / "tenants.json")
    return k8s


def secrets() -> pathlib.Path:
    return machine.HOME / "k8s" / "overlays" / "dev" / "secrets"


def _add_demo_tenant(file: pathlib.Path) -> None:
    """The tenant of the README's tour, as `./dev up` makes it."""
    DEMO.make_folders()
    content = json.loads(file.read_text(encoding="utf-8"))
    [tenant] = json.loads(demo.bootstrap_file(DEMO).read_text(encoding="utf-8"))["tenants"]
    content["tenants"] = [one for one in content["tenants"] if one["code"] != tenant["code"]]
    content["tenants"].append(tenant)
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def account() -> tuple[str, str]:
    """Id and secret of the program that writes."""
    content = json.loads((secrets() / "gateway-bootstrap/tenants.json").read_text("utf-8"))
    [tenant] = [one for one in content["tenants"] if one["code"] == TENANT]
    [client] = [one for one in tenant["clients"] if one["code"] == "operator"]
    return f"operator@{TENANT}", client["secret"]


# --- images and volumes ---------------------------------------------------------------------


def import_images(tag: str) -> None:
    """Those of a tag, unless containerd has them."""
    there = kube.output(*kube.CTR, "images", "list")
    for name, one in machine.digests(tag).items():
        if not any(line.startswith(f"{one['image']} ") and one["digest"] in line
                   for line in there.splitlines()):
            kube.output(*kube.CTR, "images", "import",
                        str(machine.HOME / "images" / tag / f"{name}.tar"), seconds=300)
    say("images", f":{tag} is on the node")


def wipe() -> None:
    """No namespace, and empty volumes."""
    kube.output(*kube.KUBECTL, "delete", "namespace", kube.NAMESPACE, "--ignore-not-found",
                f"--timeout={WIPE_SECONDS}s", seconds=WIPE_SECONDS + 30)
    kube.service_address.cache_clear()
    make_volumes(VOLUMES)


def make_volumes(names) -> None:
    """Empty folders of the node's as volumes, each for the claim of its name. Nobody holds one."""
    for name in names:
        folder = machine.HOME / "volumes" / name
        kube.output(*kube.KUBECTL, "delete", "persistentvolume", name, "--ignore-not-found",
                    "--timeout=60s")
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        kube.output(*kube.KUBECTL, "apply", "--filename=-", text=json.dumps({
            "apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name},
            "spec": {"capacity": {"storage": VOLUMES[name]}, "accessModes": ["ReadWriteOnce"],
                     "persistentVolumeReclaimPolicy": "Retain", "local": {"path": str(folder)},
                     "claimRef": {"namespace": kube.NAMESPACE, "name": name},
                     "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
                         {"key": "kubernetes.io/hostname", "operator": "In",
                          "values": ["node1"]}]}]}}}}))


# --- overlays -------------------------------------------------------------------------------


def overlay(name: str, kustomization: str) -> pathlib.Path:
    """An overlay of the suite's own over overlays/dev, in its copy of k8s/."""
    folder = machine.HOME / "k8s" / "overlays" / f"node-{name}"
    folder.mkdir(exist_ok=True)
    (folder / "kustomization.yaml").write_text(
        overlays.over("dev", kustomization), encoding="utf-8")
    return folder


def apply(folder: pathlib.Path, *options: str, k8s: pathlib.Path = machine.HOME / "k8s",
          check: bool = True) -> subprocess.CompletedProcess:
    """k8s/apply of a copy, as an operator calls it."""
    with timed("apply", f"{folder.name} {' '.join(options)}"):
        done = subprocess.run(
            [sys.executable, "-B", str(k8s / "apply"), str(folder), *options,
             "--kubectl", " ".join(kube.KUBECTL), "--timeout", "900"],
            cwd=ROOT, capture_output=True, text=True, timeout=APPLY_SECONDS, check=False)
    if check and done.returncode != 0:
        raise StepFailed(f"k8s/apply {folder.name}: {done.stderr.strip()[-3000:]}")
    return done
