"""kubectl and containerd inside the node, and waiting for what they say."""

import functools
import json
import subprocess
import time
from typing import Callable, Optional

from console import StepFailed
from machine import BINARIES, KUBECONFIG

NAMESPACE = "guanxi"
KUBECTL = (str(BINARIES / "kubectl"), f"--kubeconfig={KUBECONFIG}")
CTR = ("ctr", "--address=/run/containerd/containerd.sock", "--namespace=k8s.io")
POLL_SECONDS = 0.5


def output(*words: str, text: str = "", seconds: float = 120) -> str:
    """What a command prints; a failed step, with its words, where it fails."""
    done = subprocess.run([*words], input=text, capture_output=True, text=True, timeout=seconds,
                          check=False)
    if done.returncode != 0:
        raise StepFailed(f"{' '.join(words[:6])}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def kubectl(*words: str, text: str = "", seconds: float = 120) -> str:
    """In the suite's namespace, unless the words say another."""
    return output(*KUBECTL, f"--namespace={NAMESPACE}", *words, text=text, seconds=seconds)


def get(*words: str) -> dict:
    return json.loads(kubectl("get", *words, "--output=json"))


def items(kind: str, selector: str = "") -> list[dict]:
    return get(kind, *([f"--selector={selector}"] if selector else []))["items"]


def wait_until(what: str, seconds: float, holds: Callable[[], object]):
    """What `holds` says once it is true; a failed step if that takes longer."""
    end = time.monotonic() + seconds
    while not (answer := holds()):
        if time.monotonic() > end:
            raise StepFailed(f"after {seconds:.0f} s: not {what}")
        time.sleep(POLL_SECONDS)
    return answer


# --- pods -----------------------------------------------------------------------------------


def pods(name: str) -> list[dict]:
    """Those of a workload that are not being ended."""
    return [pod for pod in items("pods", f"app.kubernetes.io/name={name}")
            if "deletionTimestamp" not in pod["metadata"]]


def is_ready(pod: dict) -> bool:
    return any(one["type"] == "Ready" and one["status"] == "True"
               for one in pod["status"].get("conditions", []))


def ready_pod(name: str) -> dict:
    """One of them that is ready."""
    found = [pod for pod in pods(name) if is_ready(pod)]
    if not found:
        raise StepFailed(f"no pod of {name} is ready")
    return found[0]


def wait_ready(name: str, count: int, seconds: float) -> None:
    wait_until(f"{count} ready pods of {name}", seconds,
               lambda: sum(map(is_ready, pods(name))) >= count)


def container_id(pod: dict, container: Optional[str] = None) -> str:
    """containerd's name of a running container, the first one if none is said."""
    for status in pod["status"].get("containerStatuses", []):
        if container in (None, status["name"]) and "running" in status["state"]:
            return status["containerID"].removeprefix("containerd://")
    raise StepFailed(f"{pod['metadata']['name']} runs no container {container or ''}")


def process_id(pod: dict, container: Optional[str] = None) -> int:
    """The first process of a container, as the node numbers it."""
    wanted = container_id(pod, container)
    for line in output(*CTR, "tasks", "list").splitlines()[1:]:
        name, number, _ = line.split()
        if name == wanted:
            return int(number)
    raise StepFailed(f"containerd runs no task {wanted}")


def restarts(pod: dict) -> int:
    return sum(one["restartCount"] for one in pod["status"].get("containerStatuses", []))


@functools.lru_cache(maxsize=None)
def service_address(name: str) -> str:
    """Its own for as long as its namespace is there: see installation.wipe."""
    return get("service", name)["spec"]["clusterIP"]


# --- deployments ----------------------------------------------------------------------------


def deployments() -> list[str]:
    return [one["metadata"]["name"] for one in items("deployments")]


def rollout(name: str, seconds: float, kind: str = "deployment") -> None:
    """Waits for the end of one that has begun."""
    kubectl("rollout", "status", f"{kind}/{name}", f"--timeout={seconds:.0f}s", seconds=seconds + 30)


def templates() -> dict[str, dict]:
    """What each Deployment's pods are made of."""
    return {one["metadata"]["name"]: one["spec"]["template"] for one in items("deployments")}
