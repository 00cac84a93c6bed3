"""`./dev presubmit`: the checks that a change must pass before it is merged.

Each stage is a function that returns what is wrong, one line each; an empty
list passes. All stages run even when an early one fails.
"""

import os
import pathlib
import re
import subprocess
import tempfile
from typing import Callable, Optional

import benching
import formatting
import sources
import toolchain
from console import StepFailed, report_failure, say, timed
from settings import ROOT

FUZZ_SECONDS = 20
# The longest that one input may take.
FUZZ_INPUT_SECONDS = 5
HOSTILE_MINUTES = 10
BASE_BRANCH = "origin/main"


def run(stages: list[str], fix: bool = False) -> int:
    if unknown := set(stages) - set(STAGES):
        raise StepFailed(f"no such stage: {', '.join(unknown)}; there are {', '.join(STAGES)}")
    if fix:
        formatting.run(check=False)
    failed = []
    for stage in stages:
        with timed("presubmit", stage):
            try:
                problems = STAGES[stage]()
            except StepFailed as error:
                report_failure(error)
                problems = [str(error)]
        say("presubmit", f"{stage}: {'FAILED' if problems else 'passed'}")
        for problem in problems:
            say(stage, problem)
        if problems:
            failed.append(stage)
    say("presubmit", f"failed: {', '.join(failed)}" if failed else "all stages passed")
    return 1 if failed else 0


def default_stages(full: bool) -> list[str]:
    return [stage for stage in STAGES if full or stage not in SLOW]


# --- stages ---------------------------------------------------------------------------------


def check_format() -> list[str]:
    return ["some files are not formatted"] if formatting.run(check=True) else []


def check_protos() -> list[str]:
    """buf's lint rules, and no break of what the base branch promised."""
    buf = toolchain.find_tool("buf")
    problems = _lines([buf, "lint", "protos"])
    base = _merge_base()
    if base is None:
        say("protos", f"SKIPPED buf breaking: there is no {BASE_BRANCH} to compare with")
        return problems
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", base, "buf.yaml", "protos"], cwd=ROOT,
                                 capture_output=True, check=False)
        if archive.returncode != 0:
            say("protos", "the base has no protos yet")
            return problems
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        os.symlink(ROOT / "node_modules", f"{folder}/node_modules")
        image = f"{folder}/base.binpb"
        problems += _lines([buf, "build", "protos", "-o", image], cwd=pathlib.Path(folder))
        problems += _lines([buf, "breaking", "protos", "--against", image])
    return problems


def check_clang() -> list[str]:
    """Clang's view: thread-safety annotations and layering (headers only of named deps)."""
    code = toolchain.bazel("build", "--config=clang", "--keep_going", "//...", check=False)
    return ["the clang build failed"] if code else []


def check_fuzz() -> list[str]:
    """Every fuzz target (tag `fuzz`) for a bounded time, from its corpus on."""
    query = subprocess.run(["bazel", "query", 'attr(tags, "\\bfuzz\\b", //...)'], cwd=ROOT,
                           capture_output=True, text=True, check=False)
    targets = query.stdout.split()
    if query.returncode != 0 or not targets:
        return [f"no fuzz targets found: {query.stderr.strip()[-200:]}"]
    if toolchain.bazel("build", "--config=fuzz", *targets, check=False) != 0:
        return ["the fuzz targets do not build"]
    return [problem for target in targets for problem in _fuzz(target)]


def _fuzz(target: str) -> list[str]:
    corpus = ROOT / (target.strip("/").replace(":", "/") + "_corpus")
    # New inputs go to the first folder; a crash's input is kept for the next debugger.
    crashes = ROOT / ".guanxi" / "fuzz"
    crashes.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as fresh:
        command = [toolchain.binary(target), f"-max_total_time={FUZZ_SECONDS}",
                   f"-timeout={FUZZ_INPUT_SECONDS}", "-print_final_stats=1",
                   f"-artifact_prefix={crashes}/", fresh, *([corpus] if corpus.is_dir() else [])]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                              check=False)
    if done.returncode != 0:
        return [f"{target}:\n{done.stderr[-3000:]}"]
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    say("fuzz", f"{target}: {runs.group(1) if runs else '?'} inputs")
    return []


def check_race() -> list[str]:
    """tsan still finds a race: one is planted, and the run must fail for it."""
    script = ROOT / "tools" / "presubmit" / "planted_race.sh"
    return _lines([script])


def check_asan() -> list[str]:
    code = toolchain.bazel("test", "--config=asan", "//...", check=False)
    return ["tests failed under asan and ubsan"] if code else []


def check_tsan() -> list[str]:
    code = toolchain.bazel("test", "--config=tsan", "//...", check=False)
    return ["tests failed under tsan"] if code else []


def check_hostile() -> list[str]:
    """Memory and errors under a hostile load; timings are printed and never fail it."""
    code = benching.run(None, ["--minutes", str(HOSTILE_MINUTES)], hostile=True)
    return ["a bound was passed or a well-behaved call failed"] if code else []


STAGES: dict[str, Callable[[], list[str]]] = {
    "format": check_format, "protos": check_protos, "sources": sources.check,
    "clang": check_clang, "fuzz": check_fuzz, "race": check_race, "asan": check_asan,
    "tsan": check_tsan, "hostile": check_hostile,
}
SLOW = {"race", "asan", "tsan", "hostile"}


# --- small helpers --------------------------------------------------------------------------


def _lines(command: list[str], cwd: pathlib.Path = ROOT) -> list[str]:
    """What a checker complains about; nothing where it succeeds."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return (done.stdout + done.stderr).splitlines() or [f"exit code {done.returncode}"]


def _merge_base() -> Optional[str]:
    found = subprocess.run(["git", "merge-base", "HEAD", BASE_BRANCH], cwd=ROOT,
                           capture_output=True, text=True, check=False)
    return found.stdout.strip() or None
