"""What an installation says of itself afterwards."""

import kube
import metrics
from console import StepFailed


def all_events_taken() -> bool:
    """No consumer is behind or held up. A failed step if one has put an event aside."""
    for pod in kube.items("pods", "app.kubernetes.io/component=service"):
        text = metrics.read(pod["status"].get("podIP", ""))
        if parked := metrics.total(text, "guanxi_event_consumer_events_total", 'outcome="parked"'):
            raise StepFailed(f"{pod['metadata']['name']} put {parked:.0f} events aside")
        if any(metrics.total(text, f"guanxi_event_consumer_{what}") for what in
               ("held_up", "lag_events")):
            return False
    return True


def check_logs() -> None:
    """A failed step if a service says that something is wrong."""
    for name in kube.deployments():
        for pod in kube.pods(name):
            text = kube.kubectl("logs", pod["metadata"]["name"])
            if lines := [line for line in text.splitlines() if '"severity":"ERROR"' in line]:
                raise StepFailed(f"{pod['metadata']['name']} logs {len(lines)} errors:\n    " +
                                 "\n    ".join(lines[:3]))
