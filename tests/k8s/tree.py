"""A copy of k8s/ beside which secrets may lie: an overlay of the checkout is never written to."""

import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def copy(folder: pathlib.Path, *more: str, source: pathlib.Path = ROOT) -> pathlib.Path:
    """folder/k8s, with secrets for those overlays that bring their own. `more`: what else k8s/secrets
    is told. What is in `folder` already is written over, and its secrets stay."""
    tree = folder / "k8s"
    shutil.copytree(source / "k8s", tree, ignore=shutil.ignore_patterns("secrets"),
                    dirs_exist_ok=True)
    shutil.copy(source / "k8s/secrets", tree / "secrets")
    # It reads the list of services beside k8s/.
    shutil.copy(source / "services.bzl", folder / "services.bzl")
    subprocess.run([sys.executable, "-B", tree / "secrets", tree / "overlays/dev/secrets", "--tls",
                    *more], check=True)
    return tree
