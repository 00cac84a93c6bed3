"""Counts test results so that nothing can fail without being counted.

Bazel's own words are read from its build event file: old files under
bazel-testlogs would count shards and targets that no longer exist, and a test
that does not compile has no result there at all.
"""

import dataclasses
import json
import pathlib
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

SUITE_LINE = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)


@dataclasses.dataclass
class Tally:
    """How many tests passed, and the names of those that did not."""

    passed: int = 0
    failures: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.passed += other.passed
        self.failures += other.failures

    @property
    def ok(self) -> bool:
        """No failure, and not by having run nothing."""
        return not self.failures and self.passed > 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {len(self.failures)} failed"


def count_bazel(events: pathlib.Path, exit_code: int) -> Tally:
    """Counts the test cases of one `bazel test -k --build_event_json_file`."""
    tally = Tally()
    targets: set[str] = set()
    seen: set[str] = set()
    for event in _events(events):
        name, identity = next(iter(event["id"].items()))
        label = identity.get("label", "") if isinstance(identity, dict) else ""
        if name == "targetConfigured":
            if event.get("configured", {}).get("targetKind", "").endswith("_test rule"):
                targets.add(label)
        elif name == "testResult":
            seen.add(label)
            tally.add(_count_result(label, event["testResult"]))
    tally.failures += [f"{label} (did not run)" for label in sorted(targets - seen)]
    if exit_code != 0 and not tally.failures:
        tally.failures.append(f"bazel test (exit code {exit_code})")
    return tally


def count_suite(name: str, output: str, exit_code: int) -> Tally:
    """Counts a suite by the last `N passed, N failed` line that it printed."""
    lines = SUITE_LINE.findall(output)
    if not lines:
        return Tally(failures=[f"{name} (no result, exit code {exit_code})"])
    passed, failed = map(int, lines[-1])
    tally = Tally(passed, [f"{name} #{number}" for number in range(1, failed + 1)])
    if exit_code != 0 and failed == 0:
        tally.failures.append(f"{name} (exit code {exit_code})")
    return tally


def _events(path: pathlib.Path) -> list[dict]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _count_result(label: str, result: dict) -> Tally:
    """One run of one target (a shard, where it has several)."""
    tally = Tally()
    uris = [output.get("uri", "") for output in result.get("testActionOutput", [])
            if output.get("name") == "test.xml"]
    for uri in uris:
        _count_xml(label, pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(uri).path)),
                   tally)
    if result.get("status") != "PASSED" and not tally.failures:
        tally.failures.append(f"{label} ({result.get('status', 'NO_STATUS')})")
    return tally


def _count_xml(label: str, path: pathlib.Path, tally: Tally) -> None:
    for case in ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failures.append(f"{label} {case.get('classname', '')}.{case.get('name', '')}")
        elif case.find("skipped") is None and case.get("status") != "notrun":
            tally.passed += 1
