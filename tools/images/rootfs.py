"""The layer under our programs: the packages that they need, whole, and a handful of files.

No shell, no package manager, no program but those that are asked for by name.
"""

import pathlib
from typing import Iterable

import debian
from archive import Layer
from bundled import LIBRARIES

# Of a package: what nobody reads in a container. The licences stay.
LEFT_OUT = ("usr/bin/", "usr/sbin/", "usr/share/man/", "usr/share/info/", "usr/share/locale/",
            "usr/share/lintian/", "usr/share/bug/", "usr/share/doc-base/", "var/", "etc/",
            "usr/share/bash-completion/", "usr/lib/systemd/", "usr/share/pixmaps/",
            "usr/share/applications/")
AUTHORITIES = "usr/share/ca-certificates/"
SYSTEM = ("/lib", "/usr/lib")


def packages_of(programs: Iterable[pathlib.Path], extra: Iterable[str],
                bundled: Iterable[str] = ()) -> list[debian.Package]:
    """Those of the libraries of some programs, and others by name, in the order of names.
    `bundled`: names of libraries ("libduckdb.so") that no package has. KeyError of any other that
    none has."""
    bundled = set(bundled)
    found = {debian.owner(path) for program in programs for path in debian.libraries(program)
             if pathlib.Path(path).name not in bundled}
    found |= {debian.installed()[name] for name in extra}
    return sorted(found, key=lambda package: package.name)


def layer_of(packages: list[debian.Package], programs: Iterable[str] = ()) -> Layer:
    """The files of packages; of their programs those that are named ("usr/bin/python3.11")."""
    programs = set(programs)
    layer = Layer()
    for folder in ("bin", "sbin", "lib", "lib64"):
        layer.links[folder] = f"usr/{folder}"
        layer.folders[f"usr/{folder}"] = 0o755
    for package in packages:
        debian.check_unchanged(package)
        for path in debian.files(package):
            source = pathlib.Path("/", path)
            if not _is_wanted(path, programs) or (source.is_dir() and not source.is_symlink()):
                continue
            if source.exists() or source.is_symlink():
                layer.add_from(path, source)
    _add_authorities(layer)
    _add_basics(layer)
    return layer


def _is_wanted(path: str, programs: set) -> bool:
    if path in programs:
        return True
    if path.startswith("usr/share/doc/"):
        return path.endswith("/copyright")
    return not path.startswith(LEFT_OUT) and path not in ("bin", "sbin", "lib", "lib64")


def _add_authorities(layer: Layer) -> None:
    """The bundle that ca-certificates makes when it is installed."""
    certificates = [content for path, (content, _) in sorted(layer.files.items())
                    if path.startswith(AUTHORITIES)]
    if certificates:
        layer.add("etc/ssl/certs/ca-certificates.crt",
                  b"".join(one if one.endswith(b"\n") else one + b"\n" for one in certificates))


def _add_basics(layer: Layer) -> None:
    layer.add("etc/passwd", b"root:x:0:0:root:/:/usr/sbin/nologin\n"
                            b"guanxi:x:65532:65532:guanxi:/:/usr/sbin/nologin\n")
    layer.add("etc/group", b"root:x:0:\nguanxi:x:65532:\n")
    layer.add("etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files dns\n")
    for folder, mode in (("tmp", 0o1777), ("dev", 0o755), ("proc", 0o755), ("sys", 0o755),
                         ("etc/guanxi", 0o755), ("etc/envoy", 0o755), ("run", 0o755)):
        layer.folders[folder] = mode


def missing_libraries(layer: Layer, program: pathlib.Path) -> list[str]:
    """Libraries of a program that the layer has not, by any name. One that the build has put beside
    it is looked for by its name where the loader looks."""
    there = {*layer.files, *layer.links}
    own = {path.rpartition("/")[2] for path in there if path.startswith(f"{LIBRARIES}/")}
    return [path for path in debian.libraries(program) if debian.merged(path) not in there and
            (path.startswith(SYSTEM) or pathlib.Path(path).name not in own)]
