"""A well-behaved tenant under a hostile load: its calls, and strangers who send its form."""

import dataclasses
import http.client
import json
import sys
import threading
import time
import uuid

import second_tenant
import stack
from console import StepFailed
from settings import Settings

CALLERS = 4
PAUSE_SECONDS = 0.02  # between two calls of one caller: people, not a benchmark
STRANGERS = 16  # addresses from which people send the tenant's form in turn
STRANGERS_PAUSE_SECONDS = 0.25  # between two of them: each sends more rarely than one may


@dataclasses.dataclass
class Found:
    """How long each call took, and each form of a stranger, in seconds; and what went wrong."""

    calls: list[float] = dataclasses.field(default_factory=list)
    forms: list[float] = dataclasses.field(default_factory=list)
    failures: list[str] = dataclasses.field(default_factory=list)


class Quiet:
    """The well-behaved tenant: its calls, and strangers who send its form."""

    def __init__(self, settings: Settings):
        self._port = stack.running_port(settings)
        self._form = ""  # where it is sent
        self._client = second_tenant.make(settings, "quiet")

    def run(self, stop: threading.Event) -> Found:
        """Calls until `stop`."""
        found = Found()

        def call_until_stopped() -> None:
            name = ""
            for number in range(sys.maxsize):
                if stop.wait(PAUSE_SECONDS):
                    return
                begun = time.monotonic()
                try:
                    if number % 10 == 0:
                        name = self._call("POST", "/v1/customers", {
                            "type": "ORGANIZATION", "displayName": f"安静{uuid.uuid4().hex}",
                            "phones": [{"number": "0571-88881234"}]})["name"]
                    elif number % 10 == 5:
                        self._call("GET", "/v1/customers?pageSize=20")
                    else:
                        self._call("GET", f"/v1/{name}")
                except (OSError, http.client.HTTPException, StepFailed) as error:
                    found.failures.append(f"{type(error).__name__}: {error}")
                found.calls.append(time.monotonic() - begun)

        def send_until_stopped() -> None:
            number = 0
            while not stop.wait(STRANGERS_PAUSE_SECONDS):
                number += 1
                try:
                    self._form = self._form or self._publish()
                    begun = time.monotonic()
                    self._send(f"127.0.5.{number % STRANGERS + 1}")
                    found.forms.append(time.monotonic() - begun)
                except (OSError, http.client.HTTPException, StepFailed) as error:
                    found.failures.append(f"form: {type(error).__name__}: {error}")
        threads = [threading.Thread(target=call_until_stopped) for _ in range(CALLERS)]
        threads.append(threading.Thread(target=send_until_stopped))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    def _publish(self) -> str:
        source = self._call("POST", "/v1/leadSources", {
            "displayName": f"安静 {uuid.uuid4()}", "channel": "WEB_FORM"})["name"]
        form = self._call("POST", "/v1/captureForms", {
            "displayName": "试用", "source": source, "published": True, "fields": [
                {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
                 "leadField": "display_name"},
                {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
        return self._call("GET", f"/v1/{form['name']}:locate")["submitPath"]

    def _send(self, address: str) -> None:
        """One stranger, of whom nothing is known."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30,
                                                source_address=(address, 0))
        try:
            connection.request("POST", self._form, json.dumps({
                "who": "安静", "phone": f"+86138{uuid.uuid4().int % 10**8:08d}"}),
                {"content-type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise StepFailed(f"HTTP {answer.status}: {content[:300]!r}")

    def _call(self, method: str, path: str, body: dict | None = None) -> dict:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body else None, {
                "authorization": f"Bearer {self._client.bearer()}",
                "content-type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise StepFailed(f"{method} {path}: HTTP {answer.status}: {content[:300]!r}")
        return json.loads(content)
