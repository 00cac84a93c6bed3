"""What work on leads costs: claims out of a pool, lists by score, scoring anew."""

import json
import subprocess

import services
from console import StepFailed, timed
from settings import Settings

# On a schema of its own, with the tables of lead-svc.
DESK = services.Service("lead-desk", "//bench:lead_desk")

RUN_SECONDS = 1800.0


def measure(settings: Settings, listed: int) -> list[dict]:
    """Those of lead_desk; lists go over `listed` leads, and a tenth of them is scored anew."""
    services.migrate(settings, DESK)
    command = services.command(settings, DESK, f"--listed={listed}", f"--rescored={listed // 10}")
    with timed("bench", "leads"):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              timeout=RUN_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed("the work on leads failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
