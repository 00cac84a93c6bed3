"""Who reaches whom: connections made out of the pods themselves, held against what is drawn.

A process in a pod's network namespace is the pod to every NetworkPolicy, whatever its image holds. What
is drawn is in tests/k8s/ways.py.
"""

import argparse
import concurrent.futures
import json
import sys
import time

import kube
import ways
from console import StepFailed, say
from ways import NEIGHBOUR, STRANGER

CONNECT_SECONDS = 2.0
SETTLE_SECONDS = 60
ELSEWHERE = "elsewhere"
# Tries all at once. Refused is reached, too: nobody listens, and the answer came through.
PROBE = """
import errno, json, selectors, socket, sys, time
pending, reached = selectors.DefaultSelector(), []
for address, port in json.loads(sys.argv[1]):
    probe = socket.socket()
    probe.setblocking(False)
    probe.connect_ex((address, port))
    pending.register(probe, selectors.EVENT_WRITE, [address, port])
end = time.monotonic() + float(sys.argv[2])
while pending.get_map() and time.monotonic() < end:
    for key, _ in pending.select(max(0, end - time.monotonic())):
        pending.unregister(key.fileobj)
        if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) in (0, errno.ECONNREFUSED):
            reached.append(key.data)
print(json.dumps(reached))
"""


def network(_: argparse.Namespace) -> None:
    """Connects from every kind of pod, and from strangers, to every port of every other one: through
    comes what ARCHITECTURE.md draws, and nothing else."""
    kube.output(*kube.KUBECTL, "apply", "--filename=-", text=json.dumps(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ELSEWHERE}}))
    try:
        for name, namespace in ((NEIGHBOUR, kube.NAMESPACE), (STRANGER, ELSEWHERE)):
            _make_pod(name, namespace)
        problems = _compare_once_settled()
    finally:
        kube.kubectl("delete", "pod", NEIGHBOUR, "--ignore-not-found", "--wait=false")
        kube.kubectl("delete", "namespace", ELSEWHERE, "--wait=false")
    if problems:
        raise StepFailed("it is not as it is drawn:\n    " + "\n    ".join(problems))


def _compare_once_settled() -> list[str]:
    """What differs. Policies take hold of a new pod within a moment."""
    end = time.monotonic() + SETTLE_SECONDS
    while (problems := _compare()) and time.monotonic() < end:
        time.sleep(kube.POLL_SECONDS)
    return problems


def _compare() -> list[str]:
    targets = {name: kube.ready_pod(name) for name in ways.ports()}
    sources = {**targets, NEIGHBOUR: _pod(NEIGHBOUR, kube.NAMESPACE),
               STRANGER: _pod(STRANGER, ELSEWHERE)}
    wanted = ways.drawn()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        reached = dict(zip(sources, pool.map(
            lambda pod: _reached_from(pod, targets), sources.values())))
    problems = []
    tried = allowed = 0
    for source, found in reached.items():
        for target in sorted(set(targets) - {source}):
            for port in ways.ports()[target]:
                tried += 1
                may = (source, target, port) in wanted
                allowed += may
                if may != ((target, port) in found):
                    problems.append(f"{source} {'cannot reach' if may else 'reaches'} "
                                    f"{target}:{port}")
    say("network", f"{tried} ways tried, of which {allowed} are drawn: {len(problems)} differ")
    return problems


def _reached_from(pod: dict, targets: dict[str, dict]) -> set[tuple[str, int]]:
    addresses = {targets[name]["status"]["podIP"]: name for name in targets}
    tried = [(address, port) for address, name in addresses.items()
             for port in ways.ports()[name]]
    found = kube.output(
        "nsenter", "--target", str(kube.process_id(pod)), "--net", sys.executable, "-I", "-c",
        PROBE, json.dumps(tried), str(CONNECT_SECONDS), seconds=60)
    return {(addresses[address], port) for address, port in json.loads(found)}


# --- strangers ------------------------------------------------------------------------------


def _make_pod(name: str, namespace: str) -> None:
    """One that does nothing, under the rules of the namespace."""
    kube.output(*kube.KUBECTL, "apply", "--filename=-", text=json.dumps({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": namespace},
        "spec": {"automountServiceAccountToken": False, "containers": [{
            "name": "pause", "image": "localhost/pause:3.10", "imagePullPolicy": "IfNotPresent",
            "securityContext": {
                "runAsNonRoot": True, "runAsUser": 65535, "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "seccompProfile": {"type": "RuntimeDefault"}}}]}}))
    kube.output(*kube.KUBECTL, f"--namespace={namespace}", "wait", "--for=condition=Ready",
                f"pod/{name}", "--timeout=60s")


def _pod(name: str, namespace: str) -> dict:
    return json.loads(kube.output(*kube.KUBECTL, f"--namespace={namespace}", "get", "pod", name,
                                  "--output=json"))
