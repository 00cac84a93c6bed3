"""Images, the installation as an operator makes it, and the README's tour through its edge."""

import argparse
import os
import re
import urllib.error
import urllib.request

import demo
import demo_leads
import installation
import kube
import load
import machine
import ports
import processes
import rest_client
import stack
import tour
from console import StepFailed, say
from settings import ROOT

TAG = "dev"
PREVIOUS = "previous"
READY_SECONDS = 300
PATIENCE_SECONDS = 60.0


def images(options: argparse.Namespace) -> None:
    """Builds the images of this checkout, those of the release before it, and the ledger's tool."""
    machine.make_images(TAG)
    if options.previous:
        machine.make_images(PREVIOUS, machine.previous_checkout(options.previous))
    machine.make_tool()


def install(_: argparse.Namespace) -> None:
    """Installs overlays/dev into an empty namespace by k8s/apply, and waits for every pod."""
    installation.wipe()
    for file in (load.LEDGER, machine.HOME / "backup-ledger.json"):
        file.unlink(missing_ok=True)
    installation.import_images(TAG)
    k8s = installation.copy()
    done = installation.apply(k8s / "overlays/dev", "--new-database")
    for line in done.stdout.splitlines():
        if "rolled out" in line or "succeeded" in line:
            say("apply", line)
    for name in [*kube.deployments(), "mariadb", "redis"]:
        kube.wait_ready(name, 1, READY_SECONDS)
    address = kube.service_address("envoy")
    with urllib.request.urlopen(f"http://{address}:8080/healthz", timeout=10) as answer:
        if answer.status != 200:
            raise StepFailed(f"/healthz: HTTP {answer.status}")
    check_secrets()


def check_secrets() -> None:
    """No password, key or token is in what pods are told by word, environment or log."""
    texts = [path.read_text(encoding="utf-8").strip()
             for path in installation.secrets().rglob("*") if path.is_file()
             and path.suffix in (".password", ".key", ".secret")]
    said = kube.kubectl("get", "pods,jobs,deployments,configmaps", "--output=json")
    for pod in kube.items("pods"):
        said += kube.kubectl("logs", pod["metadata"]["name"], "--all-containers",
                             "--ignore-errors")
    # The longest word of each: of a key's file the key, of PEM a line of it.
    leaked = [text[:4] for text in texts if max(text.split(), key=len) in said]
    if leaked:
        raise StepFailed(f"secrets that begin with {', '.join(leaked)} are to be read")


def tour_of_the_readme(_: argparse.Namespace) -> None:
    """Gives the commands of the README's tour through a port that kubectl forwards to the edge."""
    port = ports.choose_free()
    settings = installation.DEMO
    # What `./dev load` and `./dev token` take for the edge of their stack.
    processes.stop(stack.EDGE, settings.run)
    daemon = processes.start(
        stack.EDGE, [*kube.KUBECTL, f"--namespace={kube.NAMESPACE}", "port-forward",
                     "service/envoy", f"{port}:8080"],
        settings.logs / "port-forward.log", settings.run)
    processes.write_atomically(settings.stack, f'{{"port": {port}}}')
    try:
        processes.wait_ready(daemon, lambda: _answers(port), 30.0)
        _prepare(port)
        problems = [
            f"{step.command.strip()}\n      wanted {wanted}\n      printed {printed.strip()}"
            for step, wanted, printed in tour.walk(
                (ROOT / "README.md").read_text(encoding="utf-8"), f"http://127.0.0.1:{port}",
                {**os.environ, "GUANXI_DATA_DIR": str(settings.data)}, ROOT)
            if not re.search(wanted, printed.strip())]
    finally:
        processes.stop(stack.EDGE, settings.run)
    if problems:
        raise StepFailed("the tour prints something else (on an installation on which it was "
                         "given before it does):\n    " + "\n    ".join(problems))


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _prepare(port: int) -> None:
    """What `./dev up` gives the demo tenant besides."""
    def client(user=None):
        return rest_client.Client(port, lambda: demo.token(installation.DEMO, port, user),
                                  PATIENCE_SECONDS)

    demo.make_calendar(client())
    demo.make_rules(client(demo.ADMINISTRATOR))
    demo_leads.make(client(demo.ADMINISTRATOR))
