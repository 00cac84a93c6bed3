"""Certificates that are replaced while everything runs."""

import argparse
import base64
import json
import subprocess

import installation
import kube
import product_rules
from console import StepFailed, say
from load import under_load

PORT = 9000
# Kubelet brings a changed Secret within a minute or two, and the processes look every few seconds.
TAKEN_SECONDS = 240


def certificates(_: argparse.Namespace) -> None:
    """Replaces the certificate of every service and of the edge under load: each is shown within
    minutes, without a restart, and no call fails."""
    folders = sorted(installation.secrets().glob("*-tls"))
    if not folders:
        raise StepFailed("there are no certificates: run the step `install` first")
    with under_load() as written:
        before = _restarts()
        for folder in folders:
            for name in ("tls.crt", "tls.key"):
                (folder / name).unlink()
        installation.copy()  # k8s/secrets makes what is missing
        kube.kubectl("apply", "--server-side", "--force-conflicts", "--filename=-", text=json.dumps(
            {"apiVersion": "v1", "kind": "List", "items": list(map(_secret, folders))}))
        for one in product_rules.services():
            wanted = _serial_of((installation.secrets() / f"{one['name']}-tls/tls.crt").read_bytes())
            kube.wait_until(f"the new certificate of {one['name']}", TAKEN_SECONDS,
                            lambda: _shown(one["name"]) == {wanted})
            say("certificates", f"{one['name']} shows {wanted[-8:]}")
        written.wait_for_more(50, 120, "with new certificates")
        if _restarts() != before:
            raise StepFailed("a container was started anew")


def _secret(folder) -> dict:
    return {"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
            "metadata": {"name": folder.name, "namespace": kube.NAMESPACE},
            "data": {file.name: base64.b64encode(file.read_bytes()).decode()
                     for file in sorted(folder.iterdir())}}


def _restarts() -> dict[str, int]:
    return {pod["metadata"]["name"]: kube.restarts(pod)
            for one in product_rules.services() for pod in kube.pods(one["name"])}


def _shown(name: str) -> set[str]:
    """The serial numbers of what the replicas of a service show to whoever connects."""
    return {_serial_of(subprocess.run(
        ["openssl", "s_client", "-connect", f"{pod['status']['podIP']}:{PORT}", "-alpn", "h2"],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False).stdout)
        for pod in kube.pods(name) if kube.is_ready(pod)}


def _serial_of(text: bytes) -> str:
    """Of the first certificate in a text; "" where there is none."""
    done = subprocess.run(["openssl", "x509", "-noout", "-serial"], input=text,
                          capture_output=True, check=False)
    return done.stdout.decode().strip()
