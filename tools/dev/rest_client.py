"""A small REST client of the running stack, on nothing but the standard library."""

import http.client
import itertools
import json
import threading
import time
import urllib.parse
from typing import BinaryIO, Callable, Optional, Union

from console import StepFailed, TryLater, say

TIMEOUT_SECONDS = 60.0
TOKEN_SECONDS = 240.0  # a token lives for 300
BLOCK_BYTES = 256 * 1024
LATER = (429, 503)
ELLIPSIS = "…"
SIGNIFICANT = 32  # characters by which a field's text is found in a message
INTERRUPTIONS = 6  # in a row, after which a call is given up


class Client:
    """Calls the edge with a bearer token that it renews in time. Threads may share one.

    Failures are StepFailed with the text of the service's google.rpc.Status. A call that is told
    to try later, or whose connection breaks, is repeated while its waits come to no more than
    `patience` seconds: callers give every mutation a request_id, which makes that safe.
    """

    def __init__(self, port: int, new_token: Callable[[], str], patience: float = 0.0):
        self._port = port
        self._new_token = new_token
        self._patience = patience
        self._token = ""
        self._token_time = float("-inf")
        self._token_lock = threading.Lock()

    def of(self, token_at: Callable[[int], str]) -> "Client":
        """For somebody else at the same address, whose tokens are asked for by its port."""
        return Client(self._port, lambda: token_at(self._port), self._patience)

    def get(self, path: str) -> dict:
        return json.loads(self._request("GET", path))

    def find(self, path: str) -> Optional[dict]:
        """The same; None of what is not there."""
        try:
            return self.get(path)
        except NotThere:
            return None

    def post(self, path: str, message: dict) -> dict:
        """What is there already under its id or its name is Taken."""
        body = json.dumps(message).encode()
        return json.loads(self._request("POST", path, lambda: body,
                                        {"content-type": "application/json"}))

    def delete(self, path: str) -> dict:
        return json.loads(self._request("DELETE", path))

    def fetch(self, path: str, message: dict) -> bytes:
        """The answer of a POST that changes nothing and is no JSON."""
        body = json.dumps(message).encode()
        return self._request("POST", path, lambda: body, {"content-type": "application/json"})

    def download(self, path: str) -> bytes:
        return self._request("GET", path)

    def upload(self, path: str, parameters: list[tuple[str, str]], file: BinaryIO, size: int,
               sent: Callable[[int], None]) -> dict:
        """Streams a file as the body of a POST; `sent` hears how many bytes are gone."""
        headers = {"content-type": "application/octet-stream", "content-length": str(size)}
        query = urllib.parse.urlencode(parameters)
        return json.loads(self._request("POST", f"{path}?{query}",
                                        lambda: _Counted(file, sent), headers))

    def _request(self, method: str, path: str,
                 body: Callable[[], Union["_Counted", bytes, None]] = lambda: None,
                 headers: Optional[dict[str, str]] = None) -> bytes:
        left = self._patience
        for attempt in itertools.count():
            try:
                return self._call(method, path, body(), headers or {})
            except TryLater as later:
                seconds = max(later.seconds, min(10.0, 0.25 * 2 ** attempt))
                if seconds > left or (isinstance(later, _Interrupted) and attempt >= INTERRUPTIONS):
                    raise
                left -= seconds
                say("later", f"{later}; again in {seconds:.1f} s")
                time.sleep(seconds)

    def _call(self, method: str, path: str, body: Union["_Counted", bytes, None],
              headers: dict[str, str]) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, blocksize=BLOCK_BYTES,
                                                timeout=TIMEOUT_SECONDS)
        headers = {"authorization": f"Bearer {self.bearer()}", **headers}
        call = f"{method} {path.partition('?')[0]}"
        try:
            try:
                connection.request(method, path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before the whole body was sent: the answer says why
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise _Interrupted(f"{call}: {error or type(error).__name__}") from error
        finally:
            connection.close()
        if answer.status in LATER:
            raise TryLater(f"{call}: HTTP {answer.status}: {_message(content)}",
                           _retry_seconds(answer, content))
        if answer.status != 200:
            failure = {404: NotThere, 409: Taken}.get(answer.status, StepFailed)
            raise failure(f"{call}: HTTP {answer.status}: {_message(content)}")
        return content

    def bearer(self) -> str:
        with self._token_lock:
            if time.monotonic() - self._token_time > TOKEN_SECONDS:
                self._token, self._token_time = self._new_token(), time.monotonic()
            return self._token


class NotThere(StepFailed):
    """There is no such resource, or the caller does not see it."""


class Taken(StepFailed):
    """Something else has what this was to have."""


class _Interrupted(TryLater):
    """The connection broke before there was an answer."""


class _Counted:
    """A file, from its beginning, that tells how much of it was read."""

    def __init__(self, file: BinaryIO, sent: Callable[[int], None]):
        file.seek(0)
        self._file = file
        self._sent = sent
        self._bytes = 0

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self._bytes += len(block)
        self._sent(self._bytes)
        return block


def with_fields(message: str, fields: list[str]) -> str:
    """The message, and of the fields those of which it does not speak.

    A service cuts a long message short, ending it with an ellipsis: what of a field's text stands
    before that is said once, with the rest.
    """
    if message.endswith(ELLIPSIS):
        said = message[:-len(ELLIPSIS)]
        for field in fields:
            place = said.find(field[:SIGNIFICANT])
            if place >= 0 and field.startswith(said[place:]):
                message = said[:place] + field
                break
    return "; ".join([message, *(field for field in fields if field not in message)])


def _message(content: bytes) -> str:
    """The text of a google.rpc.Status with the fields it complains about."""
    try:
        status = json.loads(content)
        fields = [f"{violation.get('field')}: {violation.get('description')}"
                  for detail in status.get("details", [])
                  for violation in detail.get("fieldViolations", [])]
        return with_fields(status["message"], fields)
    except (ValueError, KeyError, AttributeError, TypeError):
        return content[:500].decode("utf-8", "replace")


def _retry_seconds(answer: http.client.HTTPResponse, content: bytes) -> float:
    """What a refusal says of a better time, by google.rpc.RetryInfo or Retry-After; else 0."""
    try:
        delays = [float(detail["retryDelay"].removesuffix("s"))
                  for detail in json.loads(content).get("details", []) if "retryDelay" in detail]
    except (ValueError, AttributeError, TypeError):
        delays = []
    header = answer.getheader("retry-after") or ""
    return max([*delays, float(header) if header.isdigit() else 0.0])
