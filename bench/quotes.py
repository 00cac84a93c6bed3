"""What quotes cost."""

import json
import subprocess

import toolchain
from console import StepFailed

PRICING = "//bench:quote_pricing"


def measure_pricing() -> list[dict]:
    """A quote of 100 lines, without a database."""
    done = subprocess.run([toolchain.binary(PRICING)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise StepFailed("the benchmark of quotes failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
