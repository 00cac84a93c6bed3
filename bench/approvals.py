"""What approvals cost over gRPC and by themselves, and how soon inboxes and limits act."""

import json
import os
import subprocess

import demo
import services
import toolchain
from console import StepFailed, timed
from settings import Settings

CALLS = "//bench:approval_calls"
# On a schema of its own, with the tables of workflow-svc.
DESK = services.Service("approval-desk", "//bench:approval_desk")

RUN_SECONDS = 1800.0
GOAL = 0.4
WALKED, RAW = "start and two approvals", "transactions of the rows of a process alone"
# Two-task instances a second on another machine of this kind: to read ours by, not measured here.
FLOWABLE = "96 to 99 by Flowable, elsewhere"


def measure(settings: Settings, port: int, rows: int) -> list[dict]:
    """Instances over gRPC against their rows alone; limits and inboxes of approval_desk, of which
    the latter go over `rows` tasks, a hundredth of them one person's."""
    with timed("bench", "approvals over gRPC"):
        [walked] = _figures(
            [str(toolchain.binary(CALLS)),
             f"--workflow=127.0.0.1:{services.ports(settings, services.WORKFLOW)['grpc']}"],
            GUANXI_TOKEN=demo.token(settings, port, demo.ADMINISTRATOR))
    services.migrate(settings, DESK)
    with timed("bench", "approvals by themselves"):
        figures = _figures(services.command(settings, DESK, f"--tasks={rows}",
                                            f"--own={rows // 100}", f"--limits={rows // 100}"))
    [raw] = [figure for figure in figures if figure["name"] == RAW]
    walked.update(name=f"{WALKED} ({FLOWABLE})", limit=raw["ours"], goal=GOAL,
                  ratio=walked["ours"] / raw["ours"])
    return [walked, *(figure for figure in figures if figure is not raw)]


def _figures(command: list[str], **environment: str) -> list[dict]:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          timeout=RUN_SECONDS, check=False, env={**os.environ, **environment})
    if done.returncode != 0:
        raise StepFailed("the benchmark of approvals failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
