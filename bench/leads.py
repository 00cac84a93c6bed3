"""What work on leads costs: taking people in, claims out of a pool, lists by score, scoring anew."""

import json
import os
import subprocess

import services
from console import StepFailed, timed
from settings import Settings

# On a schema of its own, with the tables of lead-svc.
DESK = services.Service("lead-desk", "//bench:lead_desk")

RUN_SECONDS = 1800.0


def measure(settings: Settings, part: str, listed: int, token: str) -> list[dict]:
    """One part of lead_desk; lists go over `listed` leads, and a tenth of them is scored anew. Who
    comes in is looked up at the stack's customer-svc by who has the token."""
    services.migrate(settings, DESK)
    customers = services.ports(settings, services.CUSTOMER)["grpc"]
    command = services.command(settings, DESK, f"--listed={listed}", f"--rescored={listed // 10}",
                               f"--customer_svc=127.0.0.1:{customers}", part)
    with timed("bench", part):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              env={**os.environ, "GUANXI_TOKEN": token},
                              timeout=RUN_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed(f"the measurement {part} failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
