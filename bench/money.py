"""How long boards and lists of what is overdue take."""

import json
import subprocess

import services
from console import StepFailed, timed
from settings import Settings

# On a schema of its own, with the tables of lead-svc.
READER = services.Service("money-reader", "//bench:money")

RUN_SECONDS = 1200.0


def measure(settings: Settings) -> list[dict]:
    """Those of money."""
    services.migrate(settings, READER)
    with timed("bench", "money"):
        done = subprocess.run(services.command(settings, READER), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=RUN_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed("the benchmark of money failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
