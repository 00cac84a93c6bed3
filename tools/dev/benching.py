"""`./dev bench`: builds the benchmark, runs it, prints its table."""

import pathlib
import subprocess
from typing import Optional

import toolchain
from console import StepFailed
from settings import ROOT

PROGRAM = ROOT / "bench" / "run"


def run(json_file: Optional[pathlib.Path], arguments: list[str]) -> int:
    """Runs bench/run, which brings its own servers; `json_file` receives the figures."""
    toolchain.setup()
    if not PROGRAM.exists():
        raise StepFailed(f"{PROGRAM} is missing")
    output = ["--json", str(json_file.absolute())] if json_file else []
    return subprocess.run([PROGRAM, *output, *arguments], cwd=ROOT, check=False).returncode
