"""Installs the foreign clients and has each ecosystem's own generator make its stubs.

Everything lies in .guanxi/e2e and is made again when what it is made of has changed.
"""
import dataclasses
import hashlib
import pathlib
import shutil
import subprocess
import sys
from typing import Callable

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WORK = ROOT / ".guanxi" / "e2e"
API = WORK / "protos"  # what ./dev protos writes, as it does for anybody


@dataclasses.dataclass(frozen=True)
class Tools:
    python: pathlib.Path  # an interpreter with grpcio
    python_stubs: pathlib.Path
    node: pathlib.Path  # a folder with the Node clients, their packages and stubs


def everything() -> Tools:
    WORK.mkdir(parents=True, exist_ok=True)
    venv, stubs, node = WORK / "venv", WORK / "python", WORK / "node"
    protos = sorted((ROOT / "protos").rglob("*.proto"))
    _once("protos", [ROOT / "package-lock.json", ROOT / "tools" / "dev" / "protos.py", *protos],
          _write_protos)
    _once("venv", [HERE / "requirements.txt"], lambda: _make_venv(venv))
    _once("python", [HERE / "requirements.txt", *protos],
          lambda: _make_python_stubs(venv / "bin/python", stubs))
    _once("packages", [HERE / "node" / "package-lock.json"], lambda: _install_packages(node))
    _once("es", [HERE / "node" / "package-lock.json", *protos],
          lambda: _make_es_stubs(node))
    for client in (HERE / "node").glob("*.mjs"):
        shutil.copy(client, node)
    return Tools(venv / "bin/python", stubs, node)


def _once(name: str, inputs: list[pathlib.Path], make: Callable[[], None]) -> None:
    """Calls `make` unless it has run on the same inputs."""
    digest = hashlib.sha256(pathlib.Path(__file__).read_bytes())
    for path in inputs:
        digest.update(path.read_bytes())
    stamp = WORK / f"{name}.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    print(f"e2e: preparing {name}", flush=True)
    make()
    stamp.write_text(digest.hexdigest())


def _call(*command, cwd: pathlib.Path = ROOT) -> None:
    done = subprocess.run([str(part) for part in command], cwd=cwd, text=True, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"e2e: {command[0]} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}\n"
                 "0 passed, 1 failed")


def _fresh(folder: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _make_venv(venv: pathlib.Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    _call(sys.executable, "-m", "venv", venv)
    _call(venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
          "--only-binary=:all:", "--require-hashes", "-r", HERE / "requirements.txt")


def _write_protos() -> None:
    _call(ROOT / "dev", "protos", _fresh(API))


def _make_python_stubs(python, stubs: pathlib.Path) -> None:
    """google.* comes ready-made with googleapis-common-protos."""
    _fresh(stubs)
    _call(python, "-m", "grpc_tools.protoc", f"-I{API}", f"--python_out={stubs}",
          f"--grpc_python_out={stubs}", *sorted((API / "guanxi").rglob("*.proto")))


def _install_packages(node: pathlib.Path) -> None:
    _fresh(node)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / name, node)
    _call("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=node)


def _make_es_stubs(node: pathlib.Path) -> None:
    """protoc-gen-es wants every imported file to be generated too."""
    stubs = _fresh(node / "gen")
    _call("protoc", f"--plugin=protoc-gen-es={node / 'node_modules/.bin/protoc-gen-es'}",
          f"-I{API}", f"--es_out={stubs}", "--es_opt=target=js,import_extension=js",
          *sorted(API.rglob("*.proto")))
