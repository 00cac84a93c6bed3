"""A small REST client of the running stack, on nothing but the standard library."""

import http.client
import json
import time
import urllib.parse
from typing import BinaryIO, Callable, Optional

from console import StepFailed

TIMEOUT_SECONDS = 60.0
TOKEN_SECONDS = 240.0  # a token lives for 300
BLOCK_BYTES = 256 * 1024


class Client:
    """Calls the edge with a bearer token that it renews in time.

    Failures are StepFailed with the text of the service's google.rpc.Status.
    """

    def __init__(self, port: int, new_token: Callable[[], str]):
        self._port = port
        self._new_token = new_token
        self._token = ""
        self._token_time = float("-inf")

    def get(self, path: str) -> dict:
        return json.loads(self._request("GET", path))

    def download(self, path: str) -> bytes:
        return self._request("GET", path)

    def upload(self, path: str, parameters: list[tuple[str, str]], file: BinaryIO, size: int,
               sent: Callable[[int], None]) -> dict:
        """Streams a file as the body of a POST; `sent` hears how many bytes are gone."""
        body = _Counted(file, sent)
        headers = {"content-type": "application/octet-stream", "content-length": str(size)}
        query = urllib.parse.urlencode(parameters)
        return json.loads(self._request("POST", f"{path}?{query}", body, headers))

    def _request(self, method: str, path: str, body=None,
                 headers: Optional[dict[str, str]] = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, blocksize=BLOCK_BYTES,
                                                timeout=TIMEOUT_SECONDS)
        headers = {"authorization": f"Bearer {self._bearer()}", **(headers or {})}
        try:
            try:
                connection.request(method, path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before the whole body was sent: the answer says why
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise StepFailed(f"{method} {path.partition('?')[0]}: {error or type(error).__name__}"
                             ) from error
        finally:
            connection.close()
        if answer.status != 200:
            raise StepFailed(f"{method} {path.partition('?')[0]}: HTTP {answer.status}: "
                             f"{_message(content)}")
        return content

    def _bearer(self) -> str:
        if time.monotonic() - self._token_time > TOKEN_SECONDS:
            self._token, self._token_time = self._new_token(), time.monotonic()
        return self._token


class _Counted:
    """A file that tells how much of it was read."""

    def __init__(self, file: BinaryIO, sent: Callable[[int], None]):
        self._file = file
        self._sent = sent
        self._bytes = 0

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self._bytes += len(block)
        self._sent(self._bytes)
        return block


def _message(content: bytes) -> str:
    """The text of a google.rpc.Status with the fields it complains about."""
    try:
        status = json.loads(content)
        fields = [f"{violation.get('field')}: {violation.get('description')}"
                  for detail in status.get("details", [])
                  for violation in detail.get("fieldViolations", [])]
        return "; ".join([status["message"],
                          *(field for field in fields if field not in status["message"])])
    except (ValueError, KeyError, AttributeError, TypeError):
        return content[:500].decode("utf-8", "replace")
