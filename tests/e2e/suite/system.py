"""The stack under test: its addresses, tokens and processes, by the code behind ./dev."""
import contextlib
import functools
import json
import os
import pathlib
import signal
import sys
import time
import urllib.parse
from typing import Iterator, Optional

import demo
import services
import stack
from settings import Settings, default_data_folder

import http_client

SETTINGS = Settings(data=pathlib.Path(os.environ.get("GUANXI_DATA_DIR", default_data_folder())),
                    port=0)
TOKEN_SECONDS = 200  # of the 300 that a token lives
ROBOT_SECRET = "gxs_" + "e2e-robot-secret".ljust(43, "0")

# A second company, to show that tenants see nothing of each other.
OTHER = {"code": "e2e-other", "display_name": "E2E Other",
         "users": [{"username": "mallory", "password": "mallory-password"}],
         "clients": [{"code": "robot", "secret": ROBOT_SECRET,
                      "grants": ["client_credentials", "password"]},
                     {"code": "browser", "grants": ["password", "refresh_token"]}]}


def use(settings: Settings) -> None:
    """Makes another stack the one under test."""
    global SETTINGS  # pylint: disable=global-statement
    SETTINGS = settings
    make_other_tenant.cache_clear()
    _tokens.clear()


def port() -> int:
    running = stack.edge_port(SETTINGS)
    if running is None:
        sys.exit(f"e2e: nothing runs in {SETTINGS.data}\n0 passed, 1 failed")
    return running


def address() -> str:
    return f"127.0.0.1:{port()}"


def demo_tenant() -> dict:
    """Code, users and clients of the demo tenant, secrets included."""
    return json.loads(demo.bootstrap_file(SETTINGS).read_text(encoding="utf-8"))["tenants"][0]


@functools.cache
def make_other_tenant() -> None:
    path = SETTINGS.secrets / "e2e-tenant.json"
    with open(path, "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as file:
        json.dump({"tenants": [OTHER]}, file)
    services.run_once(SETTINGS, services.GATEWAY, "e2e-bootstrap", f"--bootstrap_file={path}")


def request_token(form: dict, headers: Optional[dict] = None) -> http_client.Answer:
    return http_client.call(
        port(), "POST", "/oauth2/token", urllib.parse.urlencode(form).encode(),
        {"content-type": "application/x-www-form-urlencoded", **(headers or {})})


_tokens: dict[str, tuple[float, str]] = {}


def token(who: str = "demo") -> str:
    """A bearer token of the demo tenant's client, a user of it ("demo/lin") or of the "other"."""
    made, text = _tokens.get(who, (0.0, ""))
    if time.monotonic() - made > TOKEN_SECONDS or not text:
        text = _new_token(who)
        _tokens[who] = (time.monotonic(), text)
    return text


def _new_token(who: str) -> str:
    if who == "other":
        make_other_tenant()
        return request_token({"grant_type": "client_credentials", "client_id": "robot@e2e-other",
                              "client_secret": ROBOT_SECRET}).json["access_token"]
    return demo.token(SETTINGS, port(), who.partition("/")[2] or None)


def pid(name: str) -> int:
    """The process of a service, of "mysql" or "envoy"."""
    return stack.processes.load(name, SETTINGS.run).pid


@contextlib.contextmanager
def frozen(name: str) -> Iterator[None]:
    """The process stands still meanwhile: its sockets are open and nobody answers."""
    process = pid(name)
    os.kill(process, signal.SIGSTOP)
    try:
        until(lambda: _stands_still(process))
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def _stands_still(process: int) -> bool:
    """Whether each thread has stopped: the signal reaches them one after the other."""
    threads = pathlib.Path(f"/proc/{process}/task").iterdir()
    return all((thread / "stat").read_text().rpartition(")")[2].split()[0] == "T"
               for thread in threads)


@contextlib.contextmanager
def killed(name: str) -> Iterator[None]:
    """The process is gone meanwhile, by SIGKILL; afterwards the stack is brought up again."""
    os.kill(pid(name), signal.SIGKILL)
    try:
        yield
    finally:
        stack.up(SETTINGS)


def until(condition, seconds: float = 20.0):
    """Waits until `condition()` is true and returns what it returned."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not true within {seconds} s: {condition}")
        time.sleep(0.05)
