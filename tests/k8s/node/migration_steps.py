"""Migrations come before services, and one that fails stops all."""

import argparse
import datetime
import time

import installation
import kube
import overlays
import product_rules
from console import StepFailed, say
from load import under_load


def migrations(_: argparse.Namespace) -> None:
    """Upgrades under load: every migration ends before the first new pod; then one fails, which stops
    the rollout before any service is touched. No call fails."""
    installation.copy()
    # Settings that no run before this one had, so that all pods are made anew.
    burst = int(time.time()) % 100_000 * 10
    other = installation.overlay("other", overlays.setting(TENANT_BURST=str(burst)))
    with under_load():
        installation.apply(other)
        _check_order()
        before = kube.templates()
        broken = installation.overlay(
            "broken", overlays.setting(TENANT_BURST=str(burst + 1)) + overlays.BROKEN)
        done = installation.apply(broken, check=False)
        if done.returncode == 0 or "lead-svc-migrate failed; no service was touched" not in \
                done.stderr:
            raise StepFailed(f"a migration that fails did not stop it: {done.stdout}{done.stderr}")
        say("migrations", "one failed, and the rollout stopped with its log")
        if kube.templates() != before:
            raise StepFailed("services were touched after a migration had failed")
        installation.apply(other)


def _check_order() -> None:
    """All migrations were over when the first pods of the newest template were made."""
    ends = {job["metadata"]["name"]: _time(job["status"]["completionTime"])
            for job in kube.items("jobs", "app.kubernetes.io/component=migration")}
    wanted = {f"{one['name']}-migrate" for one in product_rules.services()}
    if set(ends) != wanted:
        raise StepFailed(f"migrations ran: {', '.join(sorted(ends))}")
    for name in (one["name"] for one in product_rules.services()):
        newest = max(kube.items("replicasets", f"app.kubernetes.io/name={name}"), key=lambda one:
                     int(one["metadata"]["annotations"]["deployment.kubernetes.io/revision"]))
        begun = _time(newest["metadata"]["creationTimestamp"])
        if late := [job for job, end in ends.items() if end > begun]:
            raise StepFailed(f"{name} was rolled out before {', '.join(late)} had ended")
    say("migrations", f"{len(ends)} ended before the first of the services began")


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
