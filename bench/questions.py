"""What questions to many facts cost, and funnels over many events."""

import json
import subprocess

import toolchain
from console import StepFailed, timed

QUESTIONS = "//bench:fact_questions"
FUNNEL = "//bench:fact_funnel"

RUN_SECONDS = 1800.0


def measure_questions(facts: int) -> list[dict]:
    """Facts in an embedded DuckDB, through the compiler of questions: out of the facts, out of the
    sums beside them, and by DuckDB alone."""
    return _run(QUESTIONS, f"--facts={facts}")


def measure_funnel(events: int) -> list[dict]:
    """The report of behaviour over so many events in an embedded DuckDB."""
    return _run(FUNNEL, f"--events={events}")


def _run(target: str, flag: str) -> list[dict]:
    with timed("bench", f"{target.rpartition(':')[2]} {flag}"):
        done = subprocess.run([toolchain.binary(target), flag], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=RUN_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed(f"the benchmark {target} failed")
    return [json.loads(line) for line in done.stdout.splitlines()]
