"""Services that are scaled, restarted in good order, and killed, under load."""

import argparse
import threading
from typing import Optional

import kube
import metrics
from console import StepFailed, say
from edge import CallFailed, Edge, Tokens
from load import under_load

ROLLOUT_SECONDS = 300
SCALED_SECONDS = 300
IDLE_SECONDS = 600
BACK_SECONDS = 180
SCALED = "customer-svc"
CALLERS = 6


# --- scaling --------------------------------------------------------------------------------


def scaling(_: argparse.Namespace) -> None:
    """Calls customer-svc until its autoscaler has made another replica, which then takes calls, while
    none fails."""
    # What its start took is forgotten after five minutes.
    kube.wait_until("one replica, idle", IDLE_SECONDS, lambda: _wanted() == 1 and
                    _utilization() is not None)
    say("scaling", f"one replica, at {_utilization()} % of what it asks for")
    ended = threading.Event()
    failures: list[str] = []
    with Tokens():
        callers = [threading.Thread(target=_call, args=(ended, failures), daemon=True)
                   for _ in range(CALLERS)]
        for caller in callers:
            caller.start()
        try:
            kube.wait_until("two replicas wanted", SCALED_SECONDS, lambda: _wanted() >= 2)
            say("scaling", f"the autoscaler wants more, at {_utilization()} %")
            kube.wait_ready(SCALED, 2, SCALED_SECONDS)
            kube.wait_until("calls to every replica", SCALED_SECONDS, _all_called)
        finally:
            ended.set()
            for caller in callers:
                caller.join()
    if failures:
        raise StepFailed("calls failed:\n    " + "\n    ".join(failures[:5]))


def _wanted() -> int:
    return kube.get("horizontalpodautoscaler", SCALED)["status"].get("desiredReplicas", 0)


def _utilization() -> Optional[int]:
    """Of what its replicas ask for, in percent; None: not known yet."""
    for one in kube.get("horizontalpodautoscaler", SCALED)["status"].get("currentMetrics") or []:
        known = one.get("resource", {}).get("current", {})
        if "averageUtilization" in known:
            return known["averageUtilization"]
    return None


def _call(ended: threading.Event, failures: list[str]) -> None:
    client = Edge()
    while not ended.is_set():
        try:
            client.call("GET", "/v1/customers?pageSize=200", **Tokens.header())
        except CallFailed as error:
            # Too many at once is the answer of a service at its limits, and no failure of scaling.
            if "HTTP 429" not in str(error):
                failures.append(str(error))


def _all_called() -> bool:
    """Whether each ready replica has answered calls of the edge."""
    return all(_answered(pod["status"]["podIP"]) > 0 for pod in kube.pods(SCALED)
               if kube.is_ready(pod))


def _answered(address: str) -> float:
    return metrics.total(metrics.read(address), "guanxi_rpc_requests_total", "ListCustomers")


# --- restarts -------------------------------------------------------------------------------


def restarts(_: argparse.Namespace) -> None:
    """Restarts every Deployment and Redis, one after the other, while writers and readers call: no
    call fails, and the ledger agrees."""
    with under_load() as written:
        for name in kube.deployments():
            kube.kubectl("rollout", "restart", f"deployment/{name}")
            kube.rollout(name, ROLLOUT_SECONDS)
            written.wait_for_more(10, 60, f"after the restart of {name}")
            say("restarts", f"{name} is another one")
        kube.kubectl("rollout", "restart", "statefulset/redis")
        kube.rollout("redis", ROLLOUT_SECONDS, kind="statefulset")
        # What was told to end meanwhile is still draining.
        kube.wait_until("the old pods gone", ROLLOUT_SECONDS, lambda: not [
            pod for pod in kube.items("pods", "app.kubernetes.io/part-of=guanxi")
            if "deletionTimestamp" in pod["metadata"]])


# --- kills ----------------------------------------------------------------------------------


def kills(_: argparse.Namespace) -> None:
    """Kills a process of every service and the edge, and removes a pod of each, without warning: each
    comes back, and no acknowledged write is lost or done twice."""
    with under_load(patient=True) as written:
        for name in [one for one in kube.deployments() if one != "mariadb-door"]:
            _kill_process(name)
            written.wait_for_more(10, 120, f"after a process of {name} was killed")
            _remove_pod(name)
            written.wait_for_more(10, 120, f"after a pod of {name} was removed")
            say("kills", f"{name} is back")


def _kill_process(name: str) -> None:
    pod = kube.ready_pod(name)
    known = pod["metadata"]["name"], kube.restarts(pod)
    kube.output(*kube.CTR, "tasks", "kill", "--signal", "SIGKILL", kube.container_id(pod))

    def is_back() -> bool:
        return any(one["metadata"]["name"] == known[0] and kube.restarts(one) > known[1] and
                   kube.is_ready(one) for one in kube.pods(name))

    kube.wait_until(f"{known[0]} started again", BACK_SECONDS, is_back)


def _remove_pod(name: str) -> None:
    pod = kube.ready_pod(name)["metadata"]["name"]
    kube.kubectl("delete", "pod", pod, "--force", "--grace-period=0")
    kube.wait_until(f"another pod than {pod}", BACK_SECONDS, lambda: any(
        kube.is_ready(one) and one["metadata"]["name"] != pod for one in kube.pods(name)))
