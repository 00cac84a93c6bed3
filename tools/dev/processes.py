"""Daemons that outlive the command: started, recorded, recognised and ended.

A process id alone is not an identity, because the kernel gives it out again.
Every daemon is recorded with its start time from /proc and counts as ours only
while both agree, so nothing that we did not start is ever signalled.
"""

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
from typing import Callable, Iterator, Optional, Union

from console import StepFailed

# A service may use its whole drain time before it leaves.
STOP_SECONDS = 30.0
POLL_SECONDS = 0.05
EXPENDABLE_SCORE = "500"  # of -1000 to 1000, 0 being everybody's


@dataclasses.dataclass(frozen=True)
class Daemon:
    """One process that we started."""

    name: str
    pid: int
    start_time: int  # clock ticks since boot, field 22 of /proc/PID/stat
    log: str
    identity: str = ""  # what it was started as; another one means: restart

    def alive(self) -> bool:
        return start_time(self.pid) == self.start_time


def start_time(pid: int) -> Optional[int]:
    """When a process started, or None where none runs under this id."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # The second field is a name in brackets that may itself hold blanks.
    state, *fields = stat.rpartition(")")[2].split()
    return None if state in "ZX" else int(fields[18])


def resident_bytes(pid: int) -> int:
    """The memory that a process holds now (its RSS); 0 where it is gone."""
    try:
        pages = pathlib.Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def own(name: str, pid: int, log: str = "", identity: str = "") -> Optional[Daemon]:
    """A record for a process that runs already, or None where it is gone."""
    started = start_time(pid)
    return None if started is None else Daemon(name, pid, started, log, identity)


def identify(argv: list[str]) -> str:
    """Names a command line together with the very binary that it runs."""
    path = shutil.which(argv[0]) or argv[0]
    stat = os.stat(path)
    text = "\0".join([*argv, os.path.realpath(path), str(stat.st_mtime_ns), str(stat.st_size)])
    return hashlib.sha256(text.encode()).hexdigest()


def start(name: str, argv: list[str], log: pathlib.Path, records: pathlib.Path,
          expendable: bool = False) -> Daemon:
    """Starts a daemon in a session of its own, its output in `log`.

    Where the machine runs out of memory, the kernel ends an `expendable` one before others.
    """
    identity = identify(argv)
    with log.open("ab") as output, _interrupts_wait():
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                 start_new_session=True)
        child.returncode = 0  # it outlives this command: nobody waits for it
        if expendable:
            with contextlib.suppress(OSError):
                pathlib.Path(f"/proc/{child.pid}/oom_score_adj").write_text(EXPENDABLE_SCORE)
        daemon = own(name, child.pid, str(log), identity)
        if daemon is not None:
            save(daemon, records)
    if daemon is None:
        raise StepFailed(f"{name} ended as soon as it started", log)
    return daemon


def save(daemon: Daemon, records: pathlib.Path) -> None:
    write_atomically(_record(daemon.name, records), json.dumps(dataclasses.asdict(daemon)))


def load(name: str, records: pathlib.Path) -> Optional[Daemon]:
    """The recorded daemon of that name if it still runs, else None."""
    try:
        daemon = Daemon(**json.loads(_record(name, records).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    return daemon if daemon.alive() else None


def runs_as(name: str, argv: list[str], records: pathlib.Path) -> bool:
    """Whether the daemon of that name runs with this very command line and binary."""
    daemon = load(name, records)
    return daemon is not None and daemon.identity == identify(argv)


def recorded(records: pathlib.Path) -> list[str]:
    """The names of all daemons with a record, running or not."""
    return sorted(path.name.removesuffix(".daemon") for path in records.glob("*.daemon"))


def stop(name: str, records: pathlib.Path) -> bool:
    """Ends a daemon, by SIGTERM and after its time by SIGKILL; False if none ran."""
    daemon = load(name, records)
    if daemon is not None:
        _signal(daemon, signal.SIGTERM)
        if not wait_until(lambda: not daemon.alive(), STOP_SECONDS):
            _signal(daemon, signal.SIGKILL)
            wait_until(lambda: not daemon.alive(), STOP_SECONDS)
    _record(name, records).unlink(missing_ok=True)
    return daemon is not None


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Polls until the condition holds; False when the time is up."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def wait_ready(daemon: Daemon, ready: Callable[[], bool], seconds: float) -> None:
    """Waits for a daemon to be ready; its early end or a time-out is a failed step."""
    if not wait_until(lambda: ready() or not daemon.alive(), seconds):
        raise StepFailed(f"{daemon.name} is not ready after {seconds:.0f} s",
                         pathlib.Path(daemon.log))
    if not daemon.alive():
        raise StepFailed(f"{daemon.name} ended while it started", pathlib.Path(daemon.log))


@contextlib.contextmanager
def lock(path: pathlib.Path) -> Iterator[None]:
    """Keeps two commands from changing the same stack at the same time."""
    with path.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StepFailed(f"another ./dev is at work on {path.parent.parent}") from None
        yield


def ticks_since_boot() -> int:
    """Now, in the unit of `start_time`."""
    return int(time.clock_gettime(time.CLOCK_BOOTTIME) * os.sysconf("SC_CLK_TCK"))


def write_atomically(path: pathlib.Path, content: Union[str, bytes], mode: int = 0o644) -> None:
    """Replaces a file at once, so that no reader ever sees half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.encode("utf-8") if isinstance(content, str) else content)
    temporary.replace(path)


@contextlib.contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Holds Ctrl-C back, so that no process runs for which there is no record."""
    held: list[int] = []
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    previous = [signal.signal(number, lambda got, _: held.append(got)) for number in signals]
    try:
        yield
    finally:
        for number, handler in zip(signals, previous):
            signal.signal(number, handler)
        for number in held:
            signal.raise_signal(number)


def _record(name: str, records: pathlib.Path) -> pathlib.Path:
    return records / f"{name}.daemon"


def _signal(daemon: Daemon, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        if daemon.alive():
            os.kill(daemon.pid, number)
