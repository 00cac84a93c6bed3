"""What calls cost each process: REST calls through Envoy, and whatever runs within `Meter`."""

import http.client
import json
import os
import pathlib
import threading
import time

import processes
import stack
from console import StepFailed, timed
from settings import Settings

CONNECTIONS = 8
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Meter:
    """The CPU time of the stack's processes since it was made."""

    def __init__(self, settings: Settings):
        status = stack.status(settings)
        self._pids = {"envoy": processes.load(stack.EDGE, settings.run).pid,
                      "customer-svc": status["services"]["customer-svc"]["pid"],
                      "mariadbd": status["mysql"]["pid"]}
        self._before = {name: _cpu_seconds(pid) for name, pid in self._pids.items()}

    def figures(self, of_what: str, count: int) -> list[dict]:
        """A figure for each process: µs for each of `count` things."""
        return [{"name": f"CPU per {of_what}, {name}", "unit": "µs",
                 "ours": 1e6 * (_cpu_seconds(pid) - self._before[name]) / count}
                for name, pid in self._pids.items()]


def measure_rest(settings: Settings, token: str, seconds: float) -> list[dict]:
    """GET of one customer over kept connections: the rate, and CPU per request by process."""
    address = stack.status(settings)["grpc"]
    customer = _any_customer(address, token)
    with timed("bench", "REST through Envoy"):
        _get_until(time.monotonic() + seconds / 3, address, token, customer)  # warm up
        meter = Meter(settings)
        begun = time.monotonic()
        requests = _get_until(begun + seconds, address, token, customer)
        elapsed = time.monotonic() - begun
    return [{"name": "REST GET through Envoy", "ours": requests / elapsed, "unit": "calls/s"},
            *meter.figures("REST GET", requests)]


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process: fields 14 and 15 of /proc/PID/stat."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / TICKS_PER_SECOND


def _any_customer(address: str, token: str) -> str:
    connection = http.client.HTTPConnection(address, timeout=30)
    page = json.loads(_get(connection, "/v1/customers?pageSize=1", token))
    connection.close()
    return f"/v1/{page['customers'][0]['name']}"


def _get_until(deadline: float, address: str, token: str, path: str) -> int:
    """GETs over several connections at once; returns how many."""
    counts = [0] * CONNECTIONS
    failures: list[Exception] = []

    def run(slot: int) -> None:
        try:
            connection = http.client.HTTPConnection(address, timeout=30)
            while time.monotonic() < deadline:
                _get(connection, path, token)
                counts[slot] += 1
            connection.close()
        except (OSError, http.client.HTTPException, StepFailed) as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(slot,)) for slot in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise StepFailed(f"REST through Envoy: {failures[0]}")
    return sum(counts)


def _get(connection: http.client.HTTPConnection, path: str, token: str) -> bytes:
    connection.request("GET", path, headers={"authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise StepFailed(f"GET {path}: HTTP {answer.status}")
    return content
