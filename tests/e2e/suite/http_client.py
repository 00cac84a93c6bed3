"""HTTP/1.1 by Python's own library: a client that knows nothing of gRPC."""
import dataclasses
import http.client
import json
from typing import Any, Optional


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def detail(self, kind: str) -> dict:
        """The google.rpc detail of that kind ("ErrorInfo") of an error."""
        for detail in self.json.get("details", []):
            if detail["@type"] == f"type.googleapis.com/google.rpc.{kind}":
                return detail
        return {}

    @property
    def reason(self) -> Optional[str]:
        return self.detail("ErrorInfo").get("reason")


def call(port: int, method: str, path: str, body: Optional[bytes] = None,
         headers: Optional[dict[str, str]] = None, timeout: float = 30.0,
         source: str = "127.0.0.1") -> Answer:
    """`source` is the address of loopback that the request comes from."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout,
                                            source_address=(source, 0))
    try:
        try:
            connection.request(method, path, body, headers or {})
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before all of the body was sent: the answer says why
        answer = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()
