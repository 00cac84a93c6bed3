"""`./dev bench`: builds the benchmark, runs it, prints its table."""

import pathlib
import subprocess
from typing import Optional

import toolchain
from console import StepFailed
from settings import ROOT

PROGRAM = ROOT / "bench" / "run"
HOSTILE = ROOT / "bench" / "hostile"


def run(json_file: Optional[pathlib.Path], arguments: list[str], hostile: bool = False) -> int:
    """Runs bench/run, which brings its own servers; `json_file` receives the figures."""
    toolchain.setup()
    output = ["--json", str(json_file.absolute())] if json_file else []
    if hostile and output:
        raise StepFailed("--hostile has no figures for --json")
    program = HOSTILE if hostile else PROGRAM
    return subprocess.run([program, *output, *arguments], cwd=ROOT, check=False).returncode
