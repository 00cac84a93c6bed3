"""Three nodes of the database of which one is killed or stalled, and all of them lost and restored."""

import argparse
import json
import os
import shutil
import signal
import time

import guards
import health
import installation
import kube
import load
import machine
import overlays
from console import StepFailed, say, timed

NODES = 3
READY_SECONDS = 900
# Readiness and the door notice within ten seconds; clients repeat for a minute.
ON_SECONDS = 60
JOB_SECONDS = 600
BACKUP_LEDGER = machine.HOME / "backup-ledger.json"
# What is compared of the nodes: what nobody writes to once the writers have ended.
TABLES = ("customer.customers", "customer.changes", "customer.request_log", "lead.products")


def _install_three():
    installation.copy()
    three = installation.overlay("three", overlays.THREE)
    installation.apply(three)
    kube.wait_ready("mariadb", NODES, READY_SECONDS)
    return three


# --- Galera ---------------------------------------------------------------------------------


def galera(_: argparse.Namespace) -> None:
    """Makes the database one of three nodes; kills the written one, then stalls it, under load: writes go
    on within a minute, nothing is lost or done twice, of those who want the same one wins, and in the end
    the nodes hold the same."""
    _install_three()
    with load.under_load(patient=True) as written, guards.contended():
        _kill(written)
        _stall(written)
    kube.wait_until("the same on all nodes", ON_SECONDS, _all_alike)
    say("galera", f"{', '.join(TABLES)} are the same on {NODES} nodes")


def _node(number: int) -> dict:
    return kube.get("pod", f"mariadb-{number}")


def _kill(written: load.Writers) -> None:
    kube.output(*kube.CTR, "tasks", "kill", "--signal", "SIGKILL",
                kube.container_id(_node(0)))
    begun = time.monotonic()
    written.wait_for_more(50, ON_SECONDS, "after mariadb-0 was killed")
    say("galera", f"killed: 50 more writes {time.monotonic() - begun:.0f} s later")
    kube.wait_ready("mariadb", NODES, READY_SECONDS)


def _stall(written: load.Writers) -> None:
    """Stopped, it neither answers nor closes what is open."""
    process = kube.process_id(_node(0))
    os.kill(process, signal.SIGSTOP)
    try:
        begun = time.monotonic()
        written.wait_for_more(50, ON_SECONDS, "after mariadb-0 was stalled")
        say("galera", f"stalled: 50 more writes {time.monotonic() - begun:.0f} s later")
    finally:
        try:
            os.kill(process, signal.SIGCONT)
        except ProcessLookupError:
            pass  # its liveness has ended it
    kube.wait_ready("mariadb", NODES, READY_SECONDS)
    written.wait_for_more(20, ON_SECONDS, "with all nodes")


def _all_alike() -> bool:
    sums = {_checksums(_node(number)["status"]["podIP"]) for number in range(NODES)}
    return len(sums) == 1


def _checksums(address: str) -> str:
    password = (installation.secrets() / "mariadb" / "root.password").read_text(encoding="utf-8")
    return kube.output("env", f"MYSQL_PWD={password}", "mariadb", "--no-defaults",
                       f"--host={address}", "--user=root", "--batch",
                       f"--execute=CHECKSUM TABLE {', '.join(TABLES)}")


# --- disaster -------------------------------------------------------------------------------


def disaster(_: argparse.Namespace) -> None:
    """Backs up, writes on, loses all nodes and disks of the database, restores as the runbook says: what
    is there is what the ledger had at the back-up's moment, and all goes on from there."""
    three = _install_three()
    with load.under_load() as written:
        written.wait_for_more(100, 300, "before the back-up")
    file = _back_up()
    shutil.copy(load.LEDGER, BACKUP_LEDGER)
    with load.under_load() as written:
        written.wait_for_more(50, 300, "that the back-up has not")
    _lose_everything()
    installation.apply(three, "--new-database")
    # They have stayed so; whoever scaled them meanwhile would have them write.
    kube.kubectl("scale", "deployment", "--replicas=0",
                 "--selector=app.kubernetes.io/component in (service,edge)")
    _run_job("restore", ["restore", "mariadb-door", file])
    installation.apply(three, "--restored")
    shutil.copy(BACKUP_LEDGER, load.LEDGER)
    with load.Tokens():
        load.judge(load.LEDGER)
    with load.under_load() as written:
        written.wait_for_more(50, 300, "after it was restored")
    kube.wait_until("all events taken", READY_SECONDS, health.all_events_taken)


def _back_up() -> str:
    log = _run_job("backup-drill")
    for line in log.splitlines():
        if '"event":"backup.done"' in line:
            return json.loads(line)["file"]
    raise StepFailed(f"the back-up does not say its file: {log}")


def _run_job(name: str, arguments: list = ()) -> str:
    """One like the nightly back-up; its log."""
    kube.kubectl("delete", "job", name, "--ignore-not-found")
    job = json.loads(kube.kubectl("create", "job", name, "--from=cronjob/backup",
                                  "--dry-run=client", "--output=json"))
    if arguments:
        job["spec"]["template"]["spec"]["containers"][0]["args"] = list(arguments)
    with timed("job", name):
        kube.kubectl("apply", "--filename=-", text=json.dumps(job))
        status = kube.wait_until(f"the end of {name}", JOB_SECONDS, lambda: {
            one["type"] for one in kube.get("job", name)["status"].get("conditions", [])
            if one["status"] == "True"} & {"Complete", "Failed"})
    log = kube.kubectl("logs", f"job/{name}")
    if "Failed" in status:
        raise StepFailed(f"the job {name} failed: {log}")
    return log


def _lose_everything() -> None:
    """Steps 1 and 2 of docs/runbook/backup-restore.md."""
    kube.kubectl("scale", "deployment", "--all", "--replicas=0")
    kube.kubectl("delete", "statefulset", "mariadb", "--wait=true", seconds=400)
    kube.wait_until("no node left", READY_SECONDS,
                    lambda: not kube.items("pods", "app.kubernetes.io/name=mariadb"))
    claims = [f"data-mariadb-{number}" for number in range(NODES)]
    kube.kubectl("delete", "persistentvolumeclaim", *claims, "--ignore-not-found", seconds=200)
    installation.make_volumes(claims)
    say("disaster", "all nodes and their disks are gone")
