"""Renders overlays: by the kubectl that is there, or by a kustomize that is built once.

Debian 12 has neither (its kubectl knows no components). kustomize is a Go program: kustomize/go.mod
and go.sum pin it and all that it needs, and Debian's own Go (1.19) builds it in a minute or two.
"""

import functools
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess

from console import StepFailed, timed
from settings import checkout_folder

MODULE = pathlib.Path(__file__).resolve().parent / "kustomize"
PACKAGE = "sigs.k8s.io/kustomize/kustomize/v5"
OLDEST_MAJOR = 5


def render(folder: pathlib.Path) -> str:
    """What an overlay comes to, as YAML. A mistake in it is a failed step."""
    done = subprocess.run([*command(), str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StepFailed(f"kustomize: {folder}: {done.stderr.strip()}")
    return done.stdout


@functools.lru_cache(maxsize=None)
def command() -> tuple[str, ...]:
    """The words before the folder."""
    kubectl = shutil.which("kubectl")
    if kubectl is not None and _version_of(kubectl) >= OLDEST_MAJOR:
        return kubectl, "kustomize"
    return str(_built()), "build"


def _version_of(kubectl: str) -> int:
    """The major version of the kustomize in a kubectl; 0 if it has none to speak of."""
    done = subprocess.run([kubectl, "version", "--client", "--output=json"], capture_output=True,
                          text=True, check=False)
    try:
        version = json.loads(done.stdout).get("kustomizeVersion", "")
    except ValueError:
        return 0
    match = re.match(r"v(\d+)", version)
    return int(match.group(1)) if match else 0


def _built() -> pathlib.Path:
    """Our own, built where it is not there or was pinned anew."""
    pinned = b"".join((MODULE / name).read_bytes() for name in ("go.mod", "go.sum"))
    digest = hashlib.sha256(pinned).hexdigest()[:16]
    binary = checkout_folder() / "kustomize" / f"kustomize-{digest}"
    if binary.exists():
        return binary
    go = shutil.which("go")
    if go is None:
        raise StepFailed("kustomize needs a kubectl of 1.27 or newer, or Go: "
                         "apt-get install golang-go")
    binary.parent.mkdir(parents=True, exist_ok=True)
    draft = binary.with_suffix(".draft")
    with timed("kustomize", "building it, once"):
        done = subprocess.run(
            [go, "build", "-mod=readonly", "-trimpath", "-o", str(draft), PACKAGE], cwd=MODULE,
            env={**os.environ, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": ""},
            capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StepFailed(f"kustomize could not be built: {done.stderr.strip()[-2000:]}")
    draft.replace(binary)
    return binary
