"""DuckDB as Bazel and images find it: the library of an npm package, header and licence of a crate.

The npm package brings no header, the crate no library; both are of one version.
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile

from console import StepFailed
from settings import ROOT

CRATE = ROOT / "tools" / "setup" / "duckdb"
_LIBRARY = ROOT / "node_modules" / "@duckdb" / "node-bindings-linux-x64" / "libduckdb.so"
_HEADER_SHA256 = "e85f70155b5948c8575e59f66e60d43575cec8b252293534c9e8598eb313a293"


def install(folder: pathlib.Path) -> None:
    """Puts duckdb.h, libduckdb.so and the licence that goes with a copy of it into `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "duckdb.h").write_bytes(_header())
    shutil.copyfile(_crate_folder() / "LICENSE", folder / "LICENSE")
    part = folder / "part"
    shutil.copyfile(_LIBRARY, part)
    part.replace(folder / "libduckdb.so")


def _header() -> bytes:
    with tarfile.open(_crate_folder() / "duckdb.tar.gz") as sources:
        header = sources.extractfile("duckdb/src/include/duckdb.h").read()
    if hashlib.sha256(header).hexdigest() != _HEADER_SHA256:
        raise StepFailed("DuckDB's header is not the one that duckdb_package.py pins")
    return header


def _crate_folder() -> pathlib.Path:
    """Where cargo unpacked the crate, which it checked against the hash in Cargo.lock."""
    answer = subprocess.run(
        ["cargo", "metadata", "--quiet", "--locked", "--format-version=1",
         "--filter-platform=x86_64-unknown-linux-gnu"],
        cwd=CRATE, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if answer.returncode != 0:
        sys.stderr.buffer.write(answer.stderr)
        raise StepFailed("DuckDB's crate could not be fetched")
    return next(pathlib.Path(package["manifest_path"]).parent
                for package in json.loads(answer.stdout)["packages"]
                if package["name"] == "libduckdb-sys")
