"""What calls cost each process: REST calls through Envoy, and whatever runs within `Meter`."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import statistics
import threading
import time
from typing import Callable, Optional

import ports
import processes
import stack
from console import StepFailed, timed
from settings import Settings

CONNECTIONS = 8
# 13 members, as a form of a web page may send them.
NEW_CUSTOMER = json.dumps({
    "type": "ORGANIZATION", "displayName": "绍兴灵动传媒有限公司", "aliases": ["灵动"],
    "industry": "media", "region": "华东", "city": "绍兴", "source": "website",
    "lifecycleStage": "INTENT",
    "phones": [{"number": "0571-88881234", "label": "work"}],
    "emails": [{"address": "info@lingdong.example"}], "addresses": [{"city": "绍兴"}],
    "note": "first call on Monday",
    "organization": {"size": "SMALL", "website": "https://lingdong.example"},
}, ensure_ascii=False).encode()
STRICT_ROUNDS = 13  # the first warms up
STRICT_MICROSECONDS = 30.0
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
    """GETs of one customer, then POSTs of new ones, over kept connections: rate and CPU of each."""
    address = stack.status(settings)["grpc"]
    customer = _any_customer(address, token)

    def get(connection: http.client.HTTPConnection) -> None:
        _call(connection, "GET", customer, token)

    def post(connection: http.client.HTTPConnection) -> None:
        _call(connection, "POST", "/v1/customers", token, NEW_CUSTOMER)
    return [figure for method, call in (("GET", get), ("POST", post))
            for figure in _measure(settings, f"REST {method}", address, call, seconds)]


def measure_strict_bodies(settings: Settings, token: str, seconds: float) -> list[dict]:
    """What the check of a POST costs Envoy: the same POSTs through one without its module's filter.

    In turn, and the median of the rounds' differences: a round's CPU time itself differs by more.
    Both have just been started: one that has served for a while costs more by itself.
    """
    costs: dict[str, list[float]] = {"checked": [], "unchecked": []}
    with _second_edge(settings, token, "checked") as checked, \
         _second_edge(settings, token, "unchecked") as unchecked, \
         timed("bench", "POSTs through Envoy with and without its check of bodies"):
        for number in range(STRICT_ROUNDS):
            for kind, (address, pid) in (("checked", checked), ("unchecked", unchecked)):
                before = _cpu_nanoseconds(pid)
                requests = _call_until(time.monotonic() + seconds, address,
                                       lambda connection: _call(connection, "POST", "/v1/customers",
                                                                token, NEW_CUSTOMER))
                if number > 0:
                    costs[kind].append((_cpu_nanoseconds(pid) - before) / 1000 / requests)
    differences = [ours - without for ours, without in zip(costs["checked"], costs["unchecked"])]
    check = max(statistics.median(differences), 0.1)
    return [{"name": "CPU per REST POST, envoy without checks", "unit": "µs",
             "ours": statistics.median(costs["unchecked"])},
            {"name": "CPU of the check per REST POST, envoy", "unit": "µs", "ours": check,
             "limit": STRICT_MICROSECONDS, "ratio": STRICT_MICROSECONDS / check, "goal": 1.0}]


@contextlib.contextmanager
def _second_edge(settings: Settings, token: str, kind: str):
    """Another Envoy before the same services, if "unchecked" without the filter of requests."""
    edge = processes.load(stack.EDGE, settings.run)
    argv = pathlib.Path(f"/proc/{edge.pid}/cmdline").read_text(encoding="utf-8").split("\0")
    config = pathlib.Path(argv[argv.index("--config-path") + 1]).read_text(encoding="utf-8")
    port = ports.choose_free()
    changes = [(rf"\b{stack.running_port(settings)}\b", str(port)),
               ("@guanxi-jwks-", f"@guanxi-{kind}-")]
    if kind == "unchecked":
        changes.append((r"(?m)^( *)- name: check$", r"\1- name: check\n\1  disabled: true"))
    for pattern, text in changes:
        config, count = re.subn(pattern, text, config)
        if count == 0:
            raise StepFailed(f"Envoy's configuration has no {pattern}")
    path = settings.run / f"{kind}.yaml"
    path.write_text(config, encoding="utf-8")
    log = settings.logs / f"envoy-{kind}.log"
    daemon = processes.start(f"envoy-{kind}", [argv[0], "--config-path", str(path),
                                         "--disable-hot-restart", "--log-level", "warning"],
                             log, settings.run)

    def works() -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException, StepFailed):
            return bool(_call(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "GET",
                              "/v1/customers?pageSize=1", token))
        return False
    try:
        processes.wait_ready(daemon, works, 30)
        yield f"127.0.0.1:{port}", daemon.pid
    finally:
        processes.stop(f"envoy-{kind}", settings.run)


def _measure(settings: Settings, what: str, address: str, call: Callable, seconds: float):
    with timed("bench", f"{what} through Envoy"):
        _call_until(time.monotonic() + seconds / 3, address, call)  # warm up
        meter = Meter(settings)
        begun = time.monotonic()
        requests = _call_until(begun + seconds, address, call)
        elapsed = time.monotonic() - begun
    return [{"name": f"{what} through Envoy", "ours": requests / elapsed, "unit": "calls/s"},
            *meter.figures(what, requests)]


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process: fields 14 and 15 of /proc/PID/stat."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / TICKS_PER_SECOND


def _cpu_nanoseconds(pid: int) -> int:
    """The same without the clock's ticks, of a process whose threads live as long as it does."""
    return sum(int(path.read_text(encoding="utf-8").split()[0])
               for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"))


def _any_customer(address: str, token: str) -> str:
    connection = http.client.HTTPConnection(address, timeout=30)
    page = json.loads(_call(connection, "GET", "/v1/customers?pageSize=1", token))
    connection.close()
    return f"/v1/{page['customers'][0]['name']}"


def _call_until(deadline: float, address: str, call: Callable) -> int:
    """Calls over several connections at once; returns how often."""
    counts = [0] * CONNECTIONS
    failures: list[Exception] = []

    def run(slot: int) -> None:
        try:
            connection = http.client.HTTPConnection(address, timeout=30)
            while time.monotonic() < deadline:
                call(connection)
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


def _call(connection: http.client.HTTPConnection, method: str, path: str, token: str,
          body: Optional[bytes] = None) -> bytes:
    connection.request(method, path, body, {"authorization": f"Bearer {token}",
                                            "content-type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise StepFailed(f"{method} {path}: HTTP {answer.status}")
    return content
