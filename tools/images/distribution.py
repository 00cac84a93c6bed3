"""Images of other people's servers, out of Debian's packages as apt installs them: MariaDB, Redis.

They have a shell: Galera copies a node by scripts. mmdebstrap makes their root folder, needs root
or user namespaces, and takes the newest packages of the release; two of the same packages are one
image.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

from archive import Layer
from console import StepFailed, timed
from debian import Package
from settings import ROOT

RELEASE = "bookworm"
INCLUDED = {
    "mariadb": ("mariadb-server", "mariadb-client", "galera-4", "rsync", "tzdata"),
    "redis": ("redis-server", "redis-sentinel", "redis-tools"),
}
START = {"mariadb": "mariadb-start", "redis": "redis-start"}
# What differs between two of the same packages, or is of no use in a container.
VOLATILE = ("var/cache", "var/lib/apt/lists", "var/log", "var/lib/mysql", "var/lib/redis",
            "etc/machine-id", "etc/hostname", "etc/resolv.conf", "etc/passwd-", "etc/group-",
            "etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-", "var/lib/dpkg/status-old",
            "var/lib/dpkg/available", "etc/ssl/private", "dev", "proc", "sys", "run", "tmp",
            "usr/share/man", "usr/share/info", "usr/share/locale")
# What apt writes into a folder that the image makes anew.
MADE = (("tmp", 0o1777), ("run", 0o755), ("var/log", 0o755), ("var/lib/mysql", 0o755),
        ("run/mysqld", 0o755), ("run/redis", 0o755), ("dev", 0o755), ("proc", 0o755),
        ("sys", 0o755), ("etc/guanxi", 0o755), ("backups", 0o755))


def make(name: str) -> tuple[Layer, list[Package]]:
    """The one layer of an image, and the packages in it."""
    if shutil.which("mmdebstrap") is None:
        raise StepFailed(f"the image {name} needs mmdebstrap: apt-get install mmdebstrap")
    with tempfile.TemporaryDirectory() as folder, timed("images", f"{name}: apt installs it"):
        root = pathlib.Path(folder) / "root"
        done = subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=essential",
             f"--include={','.join(INCLUDED[name])}",
             "--dpkgopt=path-exclude=/usr/share/man/*", "--aptopt=Acquire::Languages none",
             RELEASE, str(root)],
            env={**os.environ, "SOURCE_DATE_EPOCH": "0"}, capture_output=True, text=True,
            check=False)
        if done.returncode != 0:
            raise StepFailed(f"mmdebstrap: {done.stderr.strip()[-2000:]}")
        packages = packages_in(root)
        layer = layer_of(root)
    for path, mode in MADE:
        layer.folders[path] = mode
    layer.add(f"guanxi/{START[name]}", (ROOT / "k8s/images" / START[name]).read_bytes(), True)
    layer.add("etc/passwd", layer.files["etc/passwd"][0] +
              b"guanxi:x:65532:65532:guanxi:/:/usr/sbin/nologin\n")
    layer.add("etc/group", layer.files["etc/group"][0] + b"guanxi:x:65532:\n")
    return layer, packages


def layer_of(root: pathlib.Path) -> Layer:
    """All of a root folder but what is volatile; no rights of owners, no setuid."""
    layer = Layer()
    for folder, folders, files in os.walk(root):
        for name in sorted([*folders, *files]):
            source = pathlib.Path(folder) / name
            path = str(source.relative_to(root))
            if any(path == one or path.startswith(one + "/") for one in VOLATILE):
                continue
            if source.is_symlink() or source.is_dir() or source.is_file():
                layer.add_from(path, source)
    return layer


def packages_in(root: pathlib.Path) -> list[Package]:
    """What dpkg has installed in a root folder."""
    packages = []
    text = (root / "var/lib/dpkg/status").read_text(encoding="utf-8")
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines()
                      if ": " in line and not line.startswith(" "))
        if fields.get("Status") != "install ok installed":
            continue
        source, _, version = fields.get("Source", fields["Package"]).partition(" ")
        packages.append(Package(fields["Package"], fields["Architecture"], fields["Version"],
                                source, version.strip("()") or fields["Version"]))
    return sorted(packages, key=lambda package: package.name)
