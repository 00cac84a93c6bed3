"""Keeps the logs of a running stack small, whoever writes them.

A daemon of its own looks at the log folder once a second. A log that has grown
past LIMIT_BYTES is copied to NAME.1 (NAME.1 becomes NAME.2 and so on, the last
one goes) and emptied in place: each writer appends (O_APPEND), so it goes on at
the beginning and knows nothing of it. No writer waits for this daemon or holds a pipe
to it, as with rotatelogs, svlogd or multilog, whose writer stands still when they
do: killed, it costs the bound until the next `./dev up` starts it again, and nothing
else. (Debian's logrotate does the same with `copytruncate`, but brings cron along and
looks once a day.) A line that is written in the instant between the end of the copy
and the emptying is lost.

The bound of each log: (KEPT + 1) * LIMIT_BYTES, and what is written within a second.
"""

import contextlib
import os
import pathlib
import shutil
import sys
import time
from typing import BinaryIO

import processes
from console import say
from settings import Settings

NAME = "logs"
LIMIT_BYTES = 16 << 20
KEPT = 3  # former parts of each log
LOOK_SECONDS = 1.0
BLOCK_BYTES = 1 << 20


def start(settings: Settings) -> None:
    """Starts the daemon where it does not run."""
    argv = [sys.executable, "-B", str(pathlib.Path(__file__).resolve()), str(settings.logs),
            str(LIMIT_BYTES), str(KEPT)]
    if processes.runs_as(NAME, argv, settings.run):
        return
    processes.stop(NAME, settings.run)
    processes.start(NAME, argv, settings.logs / f"{NAME}.log", settings.run)


def keep_small(folder: pathlib.Path, limit: int, kept: int) -> None:
    """Looks once at every log of the folder."""
    for log in sorted(folder.glob("*.log")):
        try:
            if log.stat().st_size > limit:
                rotate(log, kept)
        except OSError as error:
            say(NAME, f"{log}: {error}")


def rotate(log: pathlib.Path, kept: int) -> None:
    """Copies a log beside itself and empties it; where no copy can be made, only empties it."""
    copy = log.with_name(f"{log.name}.copy")
    with log.open("rb+") as source:
        copied = _copy(source, copy)
        os.ftruncate(source.fileno(), 0)
    if copied:
        for number in range(kept, 1, -1):
            with contextlib.suppress(FileNotFoundError):
                _part(log, number - 1).replace(_part(log, number))
        copy.replace(_part(log, 1))


def _copy(source: BinaryIO, copy: pathlib.Path) -> bool:
    """False on a full disk and the like: the bound holds all the more."""
    try:
        with copy.open("wb") as target:
            shutil.copyfileobj(source, target, BLOCK_BYTES)
        return True
    except OSError as error:
        say(NAME, f"{source.name} is emptied without a copy: {error}")
        with contextlib.suppress(OSError):
            copy.unlink()
        return False


def _part(log: pathlib.Path, number: int) -> pathlib.Path:
    return log.with_name(f"{log.name}.{number}")


def main() -> None:
    folder, limit, kept = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    while folder.is_dir():
        keep_small(folder, limit, kept)
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    main()
