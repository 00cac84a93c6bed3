"""How fast analytics-svc makes facts of events that wait for it, and how soon an event is in its
figures."""

import contextlib
import os
import signal
import threading
import time
import uuid
from typing import Callable, Iterator

import database
import events
import memory
import processes
import services
from console import StepFailed, timed
from rest_client import Client
from settings import Settings

WANTED_RATE = 20_000  # events a second
LAG_SECONDS = 5.0
ASKERS = 4
ASK_SECONDS = 0.1  # between two questions of one asker
POLL_SECONDS = 0.5
WAIT_SECONDS = 1800.0


def measure_ingest(settings: Settings, customers: int,
                   import_customers: Callable[[], float]) -> list[dict]:
    """Events of an import that came while the service stood still, from the first that it takes to
    the last one."""
    _wait(lambda: _behind(settings) == 0)
    with _frozen(settings), timed("bench", f"{customers} customers while analytics-svc stands"):
        import_customers()
        _wait(lambda: int(database.query(
            settings, "SELECT EXISTS(SELECT 1 FROM customer.outbox)")) == 0)
        waiting = _behind(settings)
    if waiting < customers:
        raise StepFailed(f"{waiting} events wait of {customers} customers")
    with timed("bench", f"facts of {waiting} events"):
        _wait(lambda: _behind(settings) < waiting)
        left, begun = _behind(settings), time.monotonic()
        _wait(lambda: _behind(settings) == 0)
        rate = left / (time.monotonic() - begun)
    return [{"name": "facts of customers' events that waited", "ours": rate, "limit": WANTED_RATE,
             "unit": "events/s", "ratio": rate / WANTED_RATE, "goal": 1}]


def measure_lag(settings: Settings, client: Client) -> list[dict]:
    """From the answer to a new customer until questions count it, beside 1,000 writes a second."""
    named = events.named_customers(client)
    _wait(lambda: _behind(settings) == 0)
    askers = _Askers(client)
    with timed("bench", "questions for new customers beside 1000 writes a second"), askers:
        events.write_on(client, named)
    lag = sorted(askers.seconds)[int(0.95 * (len(askers.seconds) - 1))]
    name, bound = services.ANALYTICS.name, memory.bound_megabytes(services.ANALYTICS.name)
    held = processes.resident_bytes(processes.load(name, settings.run).pid) >> 20
    return [{"name": f"p95 from a customer to his figure, of {len(askers.seconds)}", "ours": lag,
             "limit": LAG_SECONDS, "unit": "s", "ratio": LAG_SECONDS / lag, "goal": 1},
            {"name": f"resident memory of {name}", "ours": held, "limit": bound, "unit": "MB",
             "ratio": bound / held, "goal": 1}]


class _Askers:
    """Make customers of a source that nobody else has, and ask how many there are, until one is."""

    def __init__(self, client: Client):
        self.seconds: list[float] = []
        self._client = client
        self._over = threading.Event()
        self._failures: list[StepFailed] = []
        self._threads = [threading.Thread(target=self._run) for _ in range(ASKERS)]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]
        if not self.seconds:
            raise StepFailed("no customer came into figures")

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self.seconds.append(self._lag())
        except StepFailed as error:
            self._failures.append(error)

    def _lag(self) -> float:
        source = uuid.uuid4().hex
        self._client.post("/v1/customers", {"type": "ORGANIZATION", "displayName": "asked for",
                                            "source": source})
        begun = time.monotonic()
        question = {"query": {"measures": ["customers.count"], "filters": [
            {"member": "customers.source", "operator": "EQUALS", "values": [source]}]}}
        while self._client.post("/v1/queries:run", question)["results"][0]["rows"] != [["1"]]:
            if time.monotonic() - begun > WAIT_SECONDS:
                raise StepFailed(f"a customer is in no figure after {WAIT_SECONDS:.0f} s")
            time.sleep(ASK_SECONDS)
        return time.monotonic() - begun


def _behind(settings: Settings) -> int:
    """Events of customer-svc's log that are no facts yet."""
    return int(float(database.query(settings, """
        SELECT COALESCE(SUM(p.head - COALESCE(c.position, 0)), 0)
        FROM customer.event_partitions p LEFT JOIN analytics.event_cursors c
        ON c.partition_no = p.partition_no AND c.consumer = 'analytics-svc.customer'""")))


def _wait(condition: Callable[[], bool]) -> None:
    """Asks now and then: each time the database's client is started, on the same cores."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise StepFailed(f"analytics-svc is still behind after {WAIT_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)


@contextlib.contextmanager
def _frozen(settings: Settings) -> Iterator[None]:
    """analytics-svc stands still within; its ports stay its own."""
    pid = processes.load(services.ANALYTICS.name, settings.run).pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
