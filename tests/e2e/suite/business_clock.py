"""The business time of the stack under test: moved, and put back.

All services go by it at once: they read how far it runs ahead whenever they ask for the time. Tokens,
leases and retention do not notice.
"""
import contextlib
import datetime
from typing import Iterator

import processes

import system


def ahead() -> datetime.timedelta:
    """How far it runs ahead of the machine's."""
    return datetime.timedelta(seconds=float(_file().read_text(encoding="utf-8").rstrip("s\n")))


def now() -> datetime.datetime:
    """In UTC, without a zone, as datetime.utcnow has it."""
    return datetime.datetime.utcnow() + ahead()


def move(**by: float) -> None:
    """Forward, or back where it is negative, by what datetime.timedelta takes: days=16."""
    put(ahead() + datetime.timedelta(**by))


@contextlib.contextmanager
def moved(**by: float) -> Iterator[None]:
    """The same, and back to where it was."""
    before = ahead()
    move(**by)
    try:
        yield
    finally:
        put(before)


def put(by: datetime.timedelta) -> None:
    """Runs it ahead by so much."""
    processes.write_atomically(_file(), f"{by.total_seconds():f}s")


def _file():
    path = system.SETTINGS.business_clock
    if not path.exists():
        raise AssertionError("the stack's business time cannot be moved: ./dev up --business-clock")
    return path
