"""How soon events take effect, what they cost writers, and how fast a reader catches up."""

import json
import os
import re
import signal
import statistics
import subprocess
import threading
import time
import urllib.request
from typing import Callable

import cache
import database
import demo
import processes
import services
import stack
from console import StepFailed, timed
from rest_client import Client
from settings import Settings

LEAD = services.BY_NAME["lead-svc"]
# An analytics-like consumer: one row an event, 500 a transaction.
READER = services.Service("event-reader", "//bench:event_reader")
CONSUMER = "lead-svc.customers"

WRITES_A_SECOND = 1000
A_CALL = 100  # customers of one BatchCreate or BatchUpdate
NAMED_EACH = 10  # of so many calls one
LOAD_SECONDS = 20.0
DRAIN_SECONDS = 120.0
PROJECT_SECONDS = 3600.0
LEAST_WAITING = 1000
COST_ROUNDS = 6
COST_ROUND_SECONDS = 5.0
COST_CONNECTIONS = 8
READ_SECONDS = 1200.0


def measure_lag(settings: Settings, client: Client) -> list[dict]:
    """From the change to its effect in the other service at 1,000 writes a second, of which a tenth
    have effects there, with Redis and without."""
    figures = []
    named = named_customers(client)
    usual, usual_calls = _load(settings, client, named, "with Redis")
    figures.append({"name": "p99 from a write to its effect in another service",
                    "ours": usual, "limit": 0.2, "unit": "s", "ratio": 0.2 / usual, "goal": 1})
    with _without_redis(settings):
        alone, alone_calls = _load(settings, client, named, "without Redis")
    figures.append({"name": "the same, Redis stopped", "ours": alone, "limit": 5.0, "unit": "s",
                    "ratio": 5.0 / alone, "goal": 1})
    figures.append({"name": "a call of that load, Redis stopped against running",
                    "ours": alone_calls * 1000, "limit": usual_calls * 1000, "unit": "ms",
                    "ratio": usual_calls / alone_calls, "goal": 0.8})
    return figures


def measure_cost(settings: Settings, client: Client,
                 direct_rate: Callable[[], float]) -> list[dict]:
    """Creates while events are relayed, against creates while the relay stands still: its lease is
    taken from outside. What waits meanwhile is relayed between rounds.

    What the writer pays is measured while the readers, which would run on other machines, are
    paused: through Envoy, and as `direct_rate` has it, by gRPC, where the clients and Envoy work
    less on the same cores. Then what is left of the rate beside all readers.
    """
    paused, beside_readers, without = [], [], []
    direct, direct_without = [], []
    for _ in range(COST_ROUNDS):
        with _paused_readers(settings):
            paused.append(_create_rate(client))
            direct.append(direct_rate())
        _drain(settings)
        beside_readers.append(_create_rate(client))
        _drain(settings)
        with held_relay(settings):
            without.append(_create_rate(client))
            direct_without.append(direct_rate())
        _drain(settings)

    def figure(name: str, rates: list[float], others: list[float], **goal) -> dict:
        ours, limit = statistics.median(rates), statistics.median(others)
        return {"name": f"CreateCustomer with its events {name}", "ours": ours, "limit": limit,
                "unit": "calls/s", "ratio": ours / limit, **goal}
    return [figure("against without", paused, without, goal=0.85),
            figure("against without, by gRPC", direct, direct_without, goal=0.85),
            figure("and all readers on the same cores", beside_readers, without)]


def measure_projections(settings: Settings, _client: Client) -> list[dict]:
    """What lead-svc's projection takes of an import that it could not keep up with."""
    waiting = int(database.query(settings, "SELECT COUNT(*) FROM customer.outbox"))
    waiting += _behind(settings)
    begun = time.monotonic()
    with timed("bench", f"{waiting} events for lead-svc's projection"):
        _drain(settings, PROJECT_SECONDS)
    if waiting < LEAST_WAITING:
        return []  # it kept up: that it was faster is all that is known
    return [{"name": "customers' events by the projection of lead-svc", "unit": "events/s",
             "ours": waiting / (time.monotonic() - begun)}]


def measure_catch_up(settings: Settings, _client: Client) -> list[dict]:
    """A reader that has read nothing yet of what was imported."""
    _drain(settings, PROJECT_SECONDS)
    services.migrate(settings, READER)
    address = services.ports(settings, services.CUSTOMER)["grpc"]
    gateway = services.ports(settings, services.GATEWAY)["grpc"]
    command = services.command(settings, READER,
                               f"--customer_svc=127.0.0.1:{address}",
                               f"--gateway=127.0.0.1:{gateway}",
                               f"--service_secret_file={demo.service_secret_file(settings, LEAD)}")
    with timed("bench", "a reader that catches up"):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              timeout=READ_SECONDS, check=False)
    if done.returncode != 0:
        raise StepFailed("the reader of events failed")
    return [json.loads(line) for line in done.stdout.splitlines()]


# --- The load -------------------------------------------------------------------------------------


def named_customers(client: Client) -> list[str]:
    """Customers that opportunities name: lead-svc passes over what becomes of others."""
    pipeline = client.post("/v1/pipelines", {"displayName": "events"})
    stage = client.post(f"/v1/{pipeline['name']}/stages",
                        {"displayName": "events", "order": 1, "probability": 10})
    made = client.post("/v1/customers:batchCreate", {"requests": [
        {"customer": {"type": "ORGANIZATION", "displayName": f"named {i}"}}
        for i in range(A_CALL)]})
    names = [customer["name"] for customer in made["customers"]]
    client.post("/v1/opportunities:batchCreate", {"requests": [
        {"opportunity": {"displayName": "events", "stage": stage["name"], "customer": name}}
        for name in names]})
    return names


def _load(settings: Settings, client: Client, named: list[str],
          what: str) -> tuple[float, float]:
    """Writes for LOAD_SECONDS at the rate wanted; p99 of the delays, and the median of a call."""
    _drain(settings)
    before = _delays(settings)
    with timed("bench", f"{WRITES_A_SECOND} writes a second, {what}"):
        calls = write_on(client, named)
    _drain(settings)
    after = _delays(settings)
    return _quantile({bound: after[bound] - before[bound] for bound in after}, 0.99), \
        statistics.median(calls)


def write_on(client: Client, named: list[str]) -> list[float]:
    """As much as WRITES_A_SECOND in calls of A_CALL, each begun on time if it can be. One of
    NAMED_EACH changes the named, which have effects in the other service, the others make
    customers."""
    begun, calls, lock = time.monotonic(), [], threading.Lock()
    count = int(LOAD_SECONDS * WRITES_A_SECOND / A_CALL)

    def write(numbers: range) -> None:
        for number in numbers:
            time.sleep(max(0.0, begun + number * A_CALL / WRITES_A_SECOND - time.monotonic()))
            start = time.monotonic()
            if number % NAMED_EACH == 0:
                client.post("/v1/customers:batchUpdate", {"requests": [
                    {"customer": {"name": name, "displayName": f"named {number} {i} {begun}"},
                     "updateMask": "displayName"} for i, name in enumerate(named)]})
            else:
                client.post("/v1/customers:batchCreate", {"requests": [
                    {"customer": {"type": "ORGANIZATION", "displayName": f"events {number} {i}"}}
                    for i in range(A_CALL)]})
            with lock:
                calls.append(time.monotonic() - start)

    threads = [threading.Thread(target=write, args=(range(i, count, 4),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(calls) < count:
        raise StepFailed("a call of the load failed")
    took = time.monotonic() - begun
    if took > 1.2 * LOAD_SECONDS:
        raise StepFailed(f"the load of {LOAD_SECONDS:.0f} s took {took:.0f} s")
    return calls


def _create_rate(client: Client) -> float:
    """CreateCustomer calls a second of COST_CONNECTIONS at once."""
    deadline, counts = time.monotonic() + COST_ROUND_SECONDS, []

    def create() -> None:
        count = 0
        while time.monotonic() < deadline:
            client.post("/v1/customers", {"type": "ORGANIZATION", "displayName": "cost"})
            count += 1
        counts.append(count)

    threads = [threading.Thread(target=create) for _ in range(COST_CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / COST_ROUND_SECONDS


# --- What the services say ------------------------------------------------------------------------


def _delays(settings: Settings) -> dict[float, int]:
    """How many events took effect within so many seconds, by lead-svc."""
    url = stack.status(settings)["services"][LEAD.name]["metrics"]
    with urllib.request.urlopen(url, timeout=10) as answer:
        text = answer.read().decode()
    found = re.findall(r'guanxi_event_consumer_delay_seconds_bucket\{consumer="%s",le="([^"]+)"\} '
                       r"(\d+)" % re.escape(CONSUMER), text)
    if not found:
        raise StepFailed("lead-svc has no metric of its consumer's delay")
    return {float(bound): int(count) for bound, count in found}


def _quantile(counts: dict[float, int], share: float) -> float:
    """The bound below which so many lie, between the buckets' bounds on a straight line."""
    total, low, below = counts[float("inf")], 0.0, 0
    if total == 0:
        raise StepFailed("no event arrived")
    for bound in sorted(counts):
        if counts[bound] >= share * total:
            if bound == float("inf"):
                return low
            return low + (bound - low) * (share * total - below) / max(1, counts[bound] - below)
        low, below = bound, counts[bound]
    return low


def _behind(settings: Settings) -> int:
    """Events of customer-svc's log that have not arrived yet."""
    return int(float(database.query(settings, """
        SELECT COALESCE(SUM(p.head - COALESCE(c.position, 0)), 0)
        FROM customer.event_partitions p LEFT JOIN lead.event_cursors c
        ON c.partition_no = p.partition_no AND c.consumer = 'lead-svc.customers'""")))


def _drain(settings: Settings, seconds: float = DRAIN_SECONDS) -> None:
    """Waits until what customer-svc has written has arrived."""

    def rests() -> bool:
        waits = database.query(settings, "SELECT EXISTS(SELECT 1 FROM customer.outbox)")
        return int(waits) == 0 and _behind(settings) == 0

    if not processes.wait_until(rests, seconds):
        raise StepFailed(f"events did not arrive within {seconds:.0f} s")


class _Held:
    def __init__(self, enter: Callable[[], None], leave: Callable[[], None]):
        self._enter, self._leave = enter, leave

    def __enter__(self) -> None:
        self._enter()

    def __exit__(self, *_) -> None:
        self._leave()


def held_relay(settings: Settings) -> _Held:
    """Nobody relays customer-svc's events within."""
    lease = ("UPDATE customer.event_logs SET epoch = epoch + 1, lease_owner = 'bench', "
             "lease_until = ")
    return _Held(lambda: database.query(settings, lease + "'2100-01-01'"),
                 lambda: database.query(settings, lease + "'2000-01-01'"))


def _paused_readers(settings: Settings) -> _Held:
    """No other service runs within, but those that a call of customer-svc needs."""
    pids = [processes.load(service.name, settings.run).pid for service in services.ALL
            if service not in (services.CUSTOMER, services.GATEWAY)]

    def signal_all(number: int) -> None:
        for pid in pids:
            os.kill(pid, number)
    return _Held(lambda: signal_all(signal.SIGSTOP), lambda: signal_all(signal.SIGCONT))


def _without_redis(settings: Settings) -> _Held:
    return _Held(lambda: processes.stop(cache.NAME, settings.run),
                 lambda: cache.start(settings))
