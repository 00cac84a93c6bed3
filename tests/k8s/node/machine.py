"""The machine outside: what a node needs, images, the node's start and end.

Who starts it is ../shared/k8s/cluster: API server, controllers, kubelet and containerd in namespaces
of their own (network, mounts, processes), so that nothing of it is left when it ends.
"""

import json
import os
import pathlib
import shutil
import subprocess

from console import StepFailed, say, timed
from settings import ROOT, checkout_folder

TOOLS = ROOT.parent / "shared" / "k8s" / "cluster"
# What the suite keeps: its copy of the tools, images, secrets, ledgers, volumes, logs.
HOME = checkout_folder() / "k8s-node"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
BINARIES = pathlib.Path(os.environ.get("K8S_OUT") or CACHE / "guanxi-k8s" / "bin")
STATE = CACHE / "guanxi-k8s" / "node"
KUBECONFIG = STATE / "pki" / "admin.kubeconfig"
# Programs, and the Debian packages that have them.
PROGRAMS = {"containerd": "containerd", "runc": "runc", "iptables": "iptables", "nft": "nftables",
            "conntrack": "conntrack", "ip": "iproute2", "openssl": "openssl", "gcc": "gcc",
            "nsenter": "util-linux", "mmdebstrap": "mmdebstrap",
            "/usr/lib/cni/bridge": "containernetworking-plugins"}
BUILT = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl", "kubelet",
         "kube-proxy", "etcd", "coredns", "metrics-server")
LEDGER = "//tests/fault:ledger_tool"
UP_SECONDS = 300
BUILD_SECONDS = 3600
IMAGE_SECONDS = 3600


def run(*words, seconds: float, check: bool = True, **more) -> subprocess.CompletedProcess:
    """A command whose output goes to the suite's own; a failed step where it fails."""
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, timeout=seconds,
                          check=False, **more)
    if check and done.returncode != 0:
        raise StepFailed(f"{' '.join(map(str, words[:4]))} ... ended with {done.returncode}")
    return done


def check_programs() -> None:
    missing = sorted({package for program, package in PROGRAMS.items()
                      if shutil.which(program) is None})
    if missing:
        raise StepFailed(f"a node needs: apt-get install --no-install-recommends "
                         f"{' '.join(missing)}")
    if os.geteuid() != 0:
        raise StepFailed("a node needs root: it makes namespaces, mounts and control groups")
    if not (TOOLS / "cluster.sh").exists():
        raise StepFailed(f"{TOOLS} is missing: it builds and starts a Kubernetes")


def is_up() -> bool:
    """Whether the node of an earlier run is there."""
    target = STATE / "ns-target"
    return target.exists() and pathlib.Path("/proc", target.read_text("utf-8").strip()).exists()


def up() -> None:
    """Starts the node, unless it runs. It is there until `down`."""
    check_programs()
    if is_up():
        say("node", "runs already")
        return
    if any(not (BINARIES / name).exists() for name in BUILT):
        with timed("node", "building Kubernetes, once: half an hour on two cores"):
            run(TOOLS / "build.sh", "all", seconds=BUILD_SECONDS)
    # A copy: it makes its images beside itself.
    shutil.copytree(TOOLS, _tools(), dirs_exist_ok=True)
    if not (_tools() / "images" / "pause.tar").exists():
        run(_tools() / "images.sh", "pause", seconds=UP_SECONDS)
    with timed("node", "starting it"):
        down()
        _cluster("up", "node", seconds=UP_SECONDS)


def down() -> None:
    """Ends all that runs in the node, and the node."""
    if _tools().exists():
        _cluster("down", seconds=UP_SECONDS, check=False)


def inside(*words, seconds: float) -> int:
    """A command in the node's namespaces, by whose addresses pods and Services are reached."""
    return _cluster("ns", *words, seconds=seconds, check=False).returncode


def _tools() -> pathlib.Path:
    return HOME / "cluster"


def _cluster(*words, seconds: float, check: bool = True) -> subprocess.CompletedProcess:
    return run(_tools() / "cluster.sh", *words, seconds=seconds, check=check,
               env={**os.environ, "K8S_STATE": str(STATE), "K8S_OUT": str(BINARIES)})


# --- images ---------------------------------------------------------------------------------


def make_images(tag: str, checkout: pathlib.Path = ROOT) -> None:
    """All images of a checkout, in a folder named like their tag."""
    with timed("images", f"{checkout}, as :{tag}"):
        run(checkout / "dev", "images", "all", "--tag", tag, "--output", HOME / "images" / tag,
            seconds=IMAGE_SECONDS, cwd=checkout)


def make_tool() -> None:
    """What the suite itself runs: writers, and who judges what they were told."""
    import toolchain

    toolchain.setup()
    toolchain.build(LEDGER)
    HOME.mkdir(parents=True, exist_ok=True)
    shutil.copy(toolchain.binary(LEDGER), HOME / "ledger_tool")


def previous_checkout(revision: str) -> pathlib.Path:
    """A work tree of an older revision, beside which its own build lies."""
    commit = subprocess.run(["git", "rev-parse", f"{revision}^{{commit}}"], cwd=ROOT, check=False,
                            capture_output=True, text=True)
    if commit.returncode != 0:
        raise StepFailed(f"there is no revision {revision}")
    folder = HOME / "previous"
    wanted = commit.stdout.strip()
    if not folder.exists():
        run("git", "worktree", "prune", seconds=60, cwd=ROOT)
        run("git", "worktree", "add", "--detach", folder, wanted, seconds=600, cwd=ROOT)
    run("git", "checkout", "--quiet", "--detach", wanted, seconds=600, cwd=folder)
    if not (folder / "k8s" / "apply").exists():
        raise StepFailed(f"{revision} has no k8s/: say --previous REVISION of one that has")
    return folder


def digests(tag: str) -> dict:
    """Names of images and their digests, as `./dev images` wrote them."""
    file = HOME / "images" / tag / "digests.json"
    if not file.exists():
        raise StepFailed(f"there are no images :{tag}: run the step `images` first")
    return json.loads(file.read_text(encoding="utf-8"))
