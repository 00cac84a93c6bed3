"""What questions to many facts cost."""

import json
import subprocess

import toolchain
from console import StepFailed

QUESTIONS = "//bench:fact_questions"


def measure_questions() -> list[dict]:
    """10 million facts in an embedded DuckDB, through the compiler of questions."""
    done = subprocess.run([toolchain.binary(QUESTIONS)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise StepFailed("the benchmark of questions failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
