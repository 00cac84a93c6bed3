"""How fast timers fire that are due at once, and what many that wait cost others."""

import json
import subprocess

import services
from console import StepFailed, timed
from settings import Settings

# On a schema of its own, with the tables of workflow-svc.
RUNNER = services.Service("timer-runner", "//bench:timer_runner")

RUN_SECONDS = 1200.0


def measure(settings: Settings, seconds: float) -> list[dict]:
    """Those of timer_runner."""
    services.migrate(settings, RUNNER)
    command = services.command(settings, RUNNER, f"--round={seconds}s")
    with timed("bench", "timers"):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              timeout=RUN_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed("the runner of timers failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
