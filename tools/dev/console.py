"""What a person sees: progress on stderr, results on stdout, failures with a log."""

import contextlib
import os
import pathlib
import sys
import time
from typing import Iterator, Optional

TAIL_LINES = 15


class StepFailed(Exception):
    """A step that did not work: a message for a person, and the log to read."""

    def __init__(self, message: str, log: Optional[pathlib.Path] = None):
        super().__init__(message)
        self.log = log


class TryLater(StepFailed):
    """A call that may well succeed later; `seconds` is what the server said, 0 if nothing."""

    def __init__(self, message: str, seconds: float = 0.0):
        super().__init__(message)
        self.seconds = seconds


def say(topic: str, message: str) -> None:
    """One line of progress."""
    print(f"{topic:>12}  {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def timed(topic: str, message: str) -> Iterator[None]:
    """Announces a step that may take long, and says how long it took."""
    say(topic, f"{message} ...")
    start = time.monotonic()
    yield
    say(topic, f"done in {time.monotonic() - start:.1f} s")


def report_failure(error: StepFailed) -> None:
    if error.log is not None and error.log.exists():
        for line in tail(error.log):
            print(f"    {line}", file=sys.stderr)
    print(f"dev: {error}", file=sys.stderr)
    if error.log is not None:
        print(f"dev: log: {error.log}", file=sys.stderr)


def tail(path: pathlib.Path, lines: int = TAIL_LINES) -> list[str]:
    """The last lines of a text file, without reading all of a big one."""
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 64 * 1024))
        return file.read().decode("utf-8", "replace").splitlines()[-lines:]
