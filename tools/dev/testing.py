"""`./dev test`: everything that checks the product, counted in one line."""

import os
import pathlib
import subprocess
import sys
import tempfile
from typing import Optional

import stack
import testcount
import toolchain
from console import StepFailed, report_failure, say, timed
from settings import ROOT, Settings, checkout_folder

# What needs a whole stack: executables that print `N passed, N failed` last. They
# run after the Bazel tests (the fault tests are among those), on a stack of their own.
SUITES = {name: ROOT / "tests" / name / "run" for name in ("dev", "e2e")}
# The manifests, which need no stack.
MANIFESTS = ROOT / "tests" / "k8s" / "run"
# The suite on a real node of Kubernetes, which starts one.
NODE = ROOT / "tests" / "k8s" / "node" / "run"
SUITE_SECONDS = 1200
NODE_SECONDS = 8 * 3600  # more than its steps may take together
SINKS = "127.0.0.2"  # where the e2e suite takes mail and calls of channels
PARTS = ["bazel", "k8s", *SUITES]


def run(selected: list[str], cluster: bool = False) -> int:
    """Runs the parts that are asked for; 0 only if something ran and nothing failed. With `cluster`
    a real API server of Kubernetes looks at the manifests, too, and a real node runs them."""
    if unknown := set(selected) - set(PARTS):
        raise StepFailed(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    total = testcount.Tally()
    toolchain.setup()
    if "bazel" in selected:
        total.add(_run_bazel())
    if "k8s" in selected:
        total.add(_run_suite("k8s", [MANIFESTS, *(["--cluster"] if cluster else [])]))
        if cluster:
            total.add(_run_suite("k8s node", [NODE], seconds=NODE_SECONDS))
    suites = [name for name in SUITES if name in selected]
    if suites:
        total.add(_run_suites(suites))
    for failure in total.failures:
        say("failed", failure)
    print(total, flush=True)
    return 0 if total.ok else 1


def _run_bazel() -> testcount.Tally:
    with tempfile.TemporaryDirectory() as folder, timed("test", "bazel test //..."):
        events = pathlib.Path(folder) / "events.json"
        code = toolchain.bazel("test", "--keep_going", f"--build_event_json_file={events}",
                               "//...", check=False)
        tally = testcount.count_bazel(events, code)
    say("test", f"Bazel tests: {tally}")
    return tally


def _run_suites(names: list[str]) -> testcount.Tally:
    """Brings up a stack that nothing else uses, runs the suites, ends it again."""
    total = testcount.Tally()
    settings = Settings(data=checkout_folder() / "test", port=0)
    try:
        stack.down(settings)
        stack.remove_data(settings)
        stack.up(settings, business_clock=True, outgoing_hosts=SINKS)
    except StepFailed as error:
        report_failure(error)
        return testcount.Tally(failures=[f"{name} (the stack did not start)" for name in names])
    try:
        for name in names:
            total.add(_run_suite(name, [SUITES[name]], settings))
    finally:
        stack.down(settings)
    return total


def _run_suite(name: str, program: list, settings: Optional[Settings] = None,
               seconds: int = SUITE_SECONDS) -> testcount.Tally:
    """Runs one suite, on a stack where it needs one; what it prints is shown as it comes, and kept
    to be counted."""
    if not program[0].exists():
        return testcount.Tally(failures=[f"{name} ({program[0].relative_to(ROOT)} is missing)"])
    command = ["timeout", "--foreground", str(seconds), *program]
    stack_of = {"GUANXI_DATA_DIR": str(settings.data)} if settings is not None else {}
    environment = {**os.environ, **stack_of}
    output = []
    with timed("test", f"{name} suite"):
        with subprocess.Popen(command, cwd=ROOT, env=environment, text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as suite:
            for line in suite.stdout:
                output.append(line)
                sys.stderr.write(f"    {line}")
                sys.stderr.flush()
    tally = testcount.count_suite(name, "".join(output), suite.returncode)
    say("test", f"{name} suite: {tally}")
    return tally
