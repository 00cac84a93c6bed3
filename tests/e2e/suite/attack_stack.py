"""A stack of its own for attacks: what they break, no other test sees.

Modules of attacks call `enter` in setUpModule. It is brought up once and ended by main.py, and
what it held when it was quiet is kept, to be compared with what it holds at the end.
"""
import contextlib
import dataclasses
import functools
import pathlib
import socket
import time
import unittest
import uuid

import database
import services
import stack
from settings import Settings

import http_client
import rest
import system

FILE_BYTES = 32 << 20  # of one tenant
TIGHT = ("--call_memory_mib=64",)
SETTINGS = Settings(data=system.SETTINGS.data / "attacks", port=0, flags={
    **dict.fromkeys(services.BY_NAME, TIGHT),
    services.CUSTOMER.name: (*TIGHT, f"--tenant_file_bytes={FILE_BYTES}")})
PROCESSES = ("envoy", *services.BY_NAME, "mysql")
RATE_SECONDS = 1.0


@dataclasses.dataclass(frozen=True)
class Held:
    """What a process holds."""

    pid: int
    megabytes: int
    descriptors: int
    threads: int


def enter() -> None:
    """The tests of the calling module act on the stack of attacks."""
    before = system.SETTINGS
    system.use(SETTINGS)
    unittest.addModuleCleanup(system.use, before)
    quiet()


def end() -> None:
    stack.down(SETTINGS)
    stack.remove_data(SETTINGS)


@functools.cache
def quiet() -> tuple[dict[str, Held], float]:
    """What the stack held, and GETs a second, before the first attack."""
    end()
    stack.up(SETTINGS)
    rate(RATE_SECONDS)  # what is made once is made now
    return held(), rate(RATE_SECONDS)


def held() -> dict[str, Held]:
    return {name: _held(system.pid(name)) for name in PROCESSES}


def _held(pid: int) -> Held:
    folder = pathlib.Path(f"/proc/{pid}")
    return Held(pid, stack.processes.resident_bytes(pid) >> 20,
                sum(1 for _ in (folder / "fd").iterdir()),
                sum(1 for _ in (folder / "task").iterdir()))


def rate(seconds: float) -> float:
    """GETs a second of one customer, one after the other."""
    name = make_customer()
    count, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        rest.ok("GET", f"/v1/{name}")
        count += 1
    return count / (time.monotonic() - begun)


def make_customer(**fields) -> str:
    return rest.ok("POST", "/v1/customers", {"type": "ORGANIZATION",
                                             "displayName": f"靶子{uuid.uuid4().hex}",
                                             **fields})["name"]


class AttackCase(unittest.TestCase):
    """After each attack every process still runs, and both tenants are served."""

    def setUp(self):
        self._before = {name: system.pid(name) for name in PROCESSES}

    def tearDown(self):
        for name, pid in self._before.items():
            process = stack.processes.load(name, SETTINGS.run)
            if process is None:
                stack.up(SETTINGS)  # for the tests that follow
            self.assertIsNotNone(process, f"{name} is dead")
            self.assertEqual(process.pid, pid, f"{name} was started anew")
        for who in ("demo", "other"):
            system.until(lambda who=who: rest.call(
                "GET", "/v1/customers", query={"page_size": 1}, who=who).status == 200)

    @contextlib.contextmanager
    def grows_less_than(self, megabytes: int, *names: str):
        """The processes' peaks of memory meanwhile against what they held before."""
        before = {name: _held(system.pid(name)).megabytes for name in names}
        for name in names:
            pathlib.Path(f"/proc/{system.pid(name)}/clear_refs").write_text("5")  # peak := now
        yield
        for name in names:
            process = stack.processes.load(name, SETTINGS.run)
            self.assertIsNotNone(process, f"{name} is dead")
            self.assertLess(peak_megabytes(process.pid) - before[name], megabytes, name)


def peak_megabytes(pid: int) -> int:
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) >> 10
    raise AssertionError(f"{pid} has no peak")


def _admin(path: str):
    """The edge's answer about itself."""
    admin = (SETTINGS.run / "envoy-admin.address").read_text().strip()
    return http_client.call(int(admin.rpartition(":")[2]), "GET", path).json


def requests_under_way() -> int:
    """Of clients of the edge, as it counts them."""
    stats = _admin("/stats?format=json&filter=^http.edge.downstream_rq_active$")["stats"]
    return next(stat["value"] for stat in stats if "value" in stat)


def health_port() -> int:
    """The port of the edge's listener for health alone."""
    answer = _admin("/listeners?format=json")
    for listener in answer["listener_statuses"]:
        if listener["name"] == "health":
            return listener["local_address"]["socket_address"]["port_value"]
    raise AssertionError("health has no listener of its own")


def connect(source: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """A bare connection to the edge from one of loopback's addresses."""
    return socket.create_connection(("127.0.0.1", port or system.port()), timeout=20,
                                    source_address=(source, 0))


def stored_bytes() -> int:
    """What all files hold in the database."""
    schema = database.account(SETTINGS, "customer-svc").schema
    return int(database.query(SETTINGS,
                              f"SELECT COALESCE(SUM(LENGTH(data)), 0) FROM {schema}.file_chunks"))


def end_operations() -> None:
    """Cancels and deletes all operations of both tenants."""
    for who in ("demo", "other"):
        for operation in rest.ok("GET", "/v1/operations", who=who).get("operations", []):
            name = operation["name"]
            rest.call("POST", f"/v1/{name}:cancel", {}, who=who)
            system.until(lambda name=name, who=who: rest.call(
                "DELETE", f"/v1/{name}", who=who).status in (200, 404))


def http_from(source: str, method: str, path: str, body: bytes = b"",
              headers: dict[str, str] = {}) -> http_client.Answer:
    """One request from one of loopback's addresses."""
    return http_client.call(system.port(), method, path, body, headers, source=source)
