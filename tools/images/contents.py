"""What each image holds: programs of ours, where they lie, and what starts."""

import dataclasses
import pathlib
from typing import Optional

import services
import toolchain
from bundled import Bundled, duckdb, envoy
from settings import ROOT, checkout_folder

# What services open by name beside their libraries: time zones, authorities, dictionaries.
DATA = ("base-files", "ca-certificates", "libopencc-data", "tzdata")
EDGE = {"guanxi.pb": "//protos:guanxi.pb",
        "guanxi_check.so": "//gateway/envoy/check:guanxi_check.so",
        "rest_routes.json": "//gateway/envoy:rest_routes.json"}
DRAIN = "//gateway/envoy/drain:edge_drain"
PYTHON = "usr/bin/python3.11"
# Headers whose code is in our binaries: no library of theirs is in the image.
COMPILED_IN = ("libboost1.74-dev", "nlohmann-json3-dev")
# What goes with every copy of ours.
OWN_LICENSE = ((ROOT / "LICENSE", "usr/share/doc/guanxi/copyright"),
               (ROOT / "NOTICE", "usr/share/doc/guanxi/NOTICE"))


@dataclasses.dataclass(frozen=True)
class Contents:
    """One image."""

    name: str
    title: str
    entrypoint: tuple[str, ...]
    # Where a file or folder of this machine goes.
    files: tuple[tuple[pathlib.Path, str], ...]
    # Programs whose libraries it needs.
    programs: tuple[pathlib.Path, ...]
    packages: tuple[str, ...] = DATA
    # Programs of its packages that it keeps.
    keeps: tuple[str, ...] = ()
    # What is of no package: its files are put where it says.
    bundled: tuple[Bundled, ...] = ()
    compiled_in: tuple[str, ...] = ()


def targets() -> list[str]:
    """What has to be built before."""
    return [*(service.target for service in services.ALL), *EDGE.values(), DRAIN]


def ours() -> list[Contents]:
    """One for each service, the edge, and what writes the edge's configuration."""
    return [dataclasses.replace(one, files=one.files + OWN_LICENSE)
            for one in (*map(_service, services.ALL), _edge(), _edge_config())]


def find(name: str) -> Optional[Contents]:
    return next((one for one in ours() if one.name == name), None)


def _service(service: services.Service) -> Contents:
    binary = toolchain.binary(service.target)
    return Contents(
        name=service.name, title=f"Guanxi: {service.name}",
        entrypoint=(f"/guanxi/{binary.name}",),
        files=((binary, f"guanxi/{binary.name}"),
               # Where FindInstalled looks: below the folder of the executable.
               (ROOT / service.name / "schema", f"guanxi/{service.name}/schema")),
        programs=(binary,), compiled_in=COMPILED_IN,
        bundled=(_duckdb(),) if service is services.ANALYTICS else ())


def _duckdb() -> Bundled:
    return duckdb((ROOT / "package-lock.json").read_text(encoding="utf-8"),
                  checkout_folder() / "duckdb" / "libduckdb.so")


def _edge() -> Contents:
    drain = toolchain.binary(DRAIN)
    requirements = (toolchain.SETUP / "requirements.txt").read_text(encoding="utf-8")
    return Contents(
        name="envoy", title="Guanxi: the edge",
        entrypoint=("/guanxi/envoy",),
        files=((drain, "guanxi/edge_drain"),
               (ROOT / "gateway/envoy/tls", "guanxi/edge/tls"),
               *((toolchain.binary(target), f"guanxi/edge/{name}")
                 for name, target in EDGE.items())),
        programs=(toolchain.ENVOY, drain, toolchain.binary(EDGE["guanxi_check.so"])),
        packages=("base-files", "ca-certificates", "tzdata"),
        bundled=(envoy(requirements, toolchain.ENVOY, "guanxi/envoy", ROOT / "LICENSE"),),
        compiled_in=("nlohmann-json3-dev",))


def _edge_config() -> Contents:
    routes = toolchain.binary(EDGE["rest_routes.json"])
    return Contents(
        name="edge-config", title="Guanxi: what writes the edge's configuration",
        entrypoint=(f"/{PYTHON}", "-I", "-B", "/guanxi/gateway/envoy/render"),
        files=((ROOT / "gateway/envoy/render", "guanxi/gateway/envoy/render"),
               (ROOT / "gateway/envoy/envoy.yaml", "guanxi/gateway/envoy/envoy.yaml"),
               (ROOT / "services.bzl", "guanxi/services.bzl"),
               (routes, "guanxi/edge/rest_routes.json")),
        programs=(pathlib.Path("/", PYTHON),),
        packages=("base-files", "libpython3.11-minimal", "libpython3.11-stdlib",
                  "python3.11-minimal"),
        keeps=(PYTHON,))
