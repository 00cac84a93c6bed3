"""The machine's own Debian packages: which have a file, what they hold, whether it is unchanged.

Images hold what our programs were built and tested against: the files of the packages that are
installed, so that neither a mirror nor root is needed, and nothing else.
"""

import dataclasses
import functools
import hashlib
import os
import pathlib
import re
import subprocess

INFO = pathlib.Path("/var/lib/dpkg/info")
# Debian 12 has these as links into /usr, which packages need not know.
MERGED = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")


@dataclasses.dataclass(frozen=True)
class Package:
    """One installed package."""

    name: str
    architecture: str
    version: str
    source: str
    source_version: str

    @property
    def url(self) -> str:
        """Its package URL (purl)."""
        return (f"pkg:deb/debian/{self.name}@{self.version.replace('+', '%2B').replace(':', '%3A')}"
                f"?arch={self.architecture}&distro=debian-12")


class Changed(Exception):
    """A file that is not what its package installed."""


@functools.lru_cache(maxsize=None)
def installed() -> dict[str, Package]:
    """All of them, by name; of several architectures the machine's own."""
    fields = "${db:Status-Status}\t${Package}\t${Architecture}\t${Version}\t" \
             "${source:Package}\t${source:Version}\n"
    lines = subprocess.run(["dpkg-query", "--show", f"--showformat={fields}"], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    native = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True,
                            text=True).stdout.strip()
    rows = [line.split("\t") for line in lines]
    return {row[1]: Package(*row[1:]) for row in rows
            if row[0] == "installed" and row[2] in (native, "all")}


def merged(path: str) -> str:
    """Where a path lies once the links of the root are followed: /lib/x as /usr/lib/x."""
    parts = path.strip("/").split("/")
    return "/".join(["usr", *parts] if parts[0] in MERGED else parts)


def _info(package: Package, what: str) -> pathlib.Path:
    with_architecture = INFO / f"{package.name}:{package.architecture}.{what}"
    return with_architecture if with_architecture.exists() else INFO / f"{package.name}.{what}"


@functools.lru_cache(maxsize=None)
def files(package: Package) -> tuple[str, ...]:
    """The paths of a package, folders too, without the slash in front and in their merged place."""
    lines = _info(package, "list").read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(merged(line) for line in lines if line not in ("/.", "")))


@functools.lru_cache(maxsize=None)
def _owners() -> dict[str, Package]:
    owners = {}
    for package in installed().values():
        for path in files(package):
            # Not pathlib's, which raises where a folder cannot be looked into.
            if not os.path.isdir(f"/{path}"):
                owners[path] = package
    return owners


def owner(path: str) -> Package:
    """The package that has a file. KeyError if none has."""
    found = _owners().get(merged(path))
    return found if found is not None else _owners()[merged(str(pathlib.Path(path).resolve()))]


def check_unchanged(package: Package) -> None:
    """Changed if a file is another one than the package brought. Documentation may be left out."""
    sums = _info(package, "md5sums")
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []:
        wanted, path = line.split(None, 1)
        file = pathlib.Path("/", path)
        if not file.exists() and path.startswith("usr/share/"):
            continue
        if not file.exists() or hashlib.md5(file.read_bytes()).hexdigest() != wanted:
            raise Changed(f"{package.name}: /{path} is not as it was installed")


def libraries(program: pathlib.Path) -> list[str]:
    """The shared libraries of a program, and theirs, as the loader finds them."""
    done = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    if "not found" in done.stdout:
        raise Changed(f"{program} lacks libraries: {done.stdout}")
    return re.findall(r"(?:=> |^\s+)(/\S+) \(0x", done.stdout, re.MULTILINE)
