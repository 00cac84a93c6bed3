"""A real API server, asked what it would say: `--dry-run=server`, nothing is kept.

Who starts it is ../shared/k8s/cluster (its README says what it takes); its binaries are built once
into ~/.cache/guanxi-k8s. Kinds of others (Gateway API, Prometheus' operator, cert-manager) are made
known by definitions without a schema: their schemas are looked at by tools/k8s.
"""

import contextlib
import json
import os
import pathlib
import subprocess
from typing import Iterator

from console import StepFailed, timed
from settings import ROOT

TOOLS = ROOT.parent / "shared" / "k8s" / "cluster"
FOREIGN = {
    ("cert-manager.io", "v1", "Certificate", "certificates"),
    ("cert-manager.io", "v1", "Issuer", "issuers"),
    ("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
    ("monitoring.coreos.com", "v1", "PrometheusRule", "prometheusrules"),
    ("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
}


class ApiServer:
    """A running one, with the namespace and the foreign kinds in it."""

    def __init__(self) -> None:
        self._kubectl("create", "namespace", "guanxi")
        self._kubectl("apply", "--server-side", "-f", "-", text=_definitions())
        self._kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")

    def refusals(self, rendered: str) -> list[str]:
        """What it says against any of the objects."""
        done = self._dry_run(rendered)
        return done.stderr.strip().splitlines() if done.returncode != 0 else []

    def accepts_wrongly(self, text: str) -> list[str]:
        """Nothing if it refuses the object with the words that stand after `# says:`."""
        words = text.partition("# says: ")[2].partition("\n")[0]
        done = self._dry_run(text)
        if done.returncode != 0 and words in done.stderr:
            return []
        return [f"wanted {words!r}, heard: {done.stderr.strip() or 'nothing'}"]

    def _dry_run(self, text: str) -> subprocess.CompletedProcess:
        return _run("kubectl", "apply", "--server-side", "--dry-run=server", "-f", "-", text=text)

    def _kubectl(self, *arguments: str, text: str = "") -> None:
        done = _run("kubectl", *arguments, text=text)
        if done.returncode != 0:
            raise StepFailed(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")


@contextlib.contextmanager
def api_server() -> Iterator[ApiServer]:
    """Starts one, with a store and controllers and without nodes, and ends it."""
    if not (TOOLS / "cluster.sh").exists():
        raise StepFailed(f"{TOOLS} is missing: it builds and starts a Kubernetes")
    if not (_binaries() / "kube-apiserver").exists():
        with timed("k8s", "building Kubernetes, once: a quarter of an hour on two cores"):
            for part in ("k8s", "etcd"):
                subprocess.run([TOOLS / "build.sh", part], check=True)
    try:
        done = _run("up", "control")
        if done.returncode != 0:
            raise StepFailed(f"the API server did not start: {done.stderr.strip()[-2000:]}")
        yield ApiServer()
    finally:
        _run("down")


def _binaries() -> pathlib.Path:
    cache = os.environ.get("XDG_CACHE_HOME") or str(pathlib.Path.home() / ".cache")
    return pathlib.Path(os.environ.get("K8S_OUT") or f"{cache}/guanxi-k8s/bin")


def _run(*arguments: str, text: str = "") -> subprocess.CompletedProcess:
    """One call of cluster.sh; its own output goes to stderr, what kubectl prints is kept."""
    return subprocess.run([TOOLS / "cluster.sh", *arguments], input=text, capture_output=True,
                          text=True, check=False)


def _definitions() -> str:
    """A CustomResourceDefinition for each foreign kind, open to whatever is in it."""
    open_ = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    return "\n---\n".join(json.dumps({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}", "annotations": {
            "api-approved.kubernetes.io": "unapproved, for a test"}},
        "spec": {"group": group, "scope": "Namespaced",
                 "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
                 "versions": [{"name": version, "served": True, "storage": True,
                               "schema": {"openAPIV3Schema": open_}}]}})
        for group, version, kind, plural in sorted(FOREIGN))
