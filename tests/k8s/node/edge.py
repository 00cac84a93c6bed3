"""Calls to the edge's Service as a client of ours makes them, and its tokens.

A client repeats UNAVAILABLE alone, five attempts, 0.2 to 2 s apart (common/rpc/client.h). What fails
beyond that has failed.
"""

import contextlib
import http.client
import json
import threading
import time
import urllib.parse

import installation
import kube
import machine

PORT = 8080
ATTEMPTS = 5
PAUSES = (0.2, 0.4, 0.8, 1.6)
CALL_SECONDS = 20
TOKEN_SECONDS = 120  # tokens live for five minutes


class CallFailed(Exception):
    """A call that the policy does not mend."""


class Edge:
    """HTTP/1.1 to the edge's Service, on one kept connection."""

    def __init__(self) -> None:
        self._address = kube.service_address("envoy")
        self._connection = None
        self.repeated = 0

    def call(self, method: str, path: str, body: str = "", **headers: str) -> dict:
        """The answer. CallFailed after the policy's attempts, or at once for what it leaves."""
        why = ""
        for attempt in range(ATTEMPTS):
            if attempt > 0:
                self.repeated += 1
                time.sleep(PAUSES[attempt - 1])
            try:
                status, content = self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                why = f"{type(error).__name__}: {error}"
                continue
            if status == 200:
                return json.loads(content)
            why = f"HTTP {status}: {content[:300].decode('utf-8', 'replace')}"
            if status != 503:
                break
        raise CallFailed(f"{method} {path.partition('?')[0]}: {why}")

    def _once(self, method: str, path: str, body: str, headers: dict) -> tuple[int, bytes]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._address, PORT,
                                                          timeout=CALL_SECONDS)
        self._connection.request(method, path, body.encode() or None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.will_close:
            self.close()
        return answer.status, content

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Tokens:
    """A token of the ledger's program in a file, replaced before it ends."""

    FILE = machine.HOME / "token"

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._refresh, daemon=True)

    def __enter__(self) -> "Tokens":
        self._write()
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join()

    @classmethod
    def header(cls) -> dict[str, str]:
        return {"authorization": f"Bearer {cls.FILE.read_text(encoding='utf-8')}"}

    def _refresh(self) -> None:
        while not self._ended.wait(TOKEN_SECONDS):
            with contextlib.suppress(CallFailed):  # the one before is good for a while
                self._write()

    def _write(self) -> None:
        name, secret = installation.account()
        form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": name,
                                       "client_secret": secret})
        answer = Edge().call("POST", "/oauth2/token", form,
                             **{"content-type": "application/x-www-form-urlencoded"})
        draft = self.FILE.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(answer["access_token"], encoding="utf-8")
        draft.replace(self.FILE)
