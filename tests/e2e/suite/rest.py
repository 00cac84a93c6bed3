"""REST calls with a token, JSON in and out."""
import json
import time
import urllib.parse
from typing import Any, Optional

import http_client
import system


def call(method: str, path: str, body: Any = None, *, query: Any = None, who: str = "demo",
         headers: Optional[dict[str, str]] = None, timeout: float = 30.0) -> http_client.Answer:
    """`body` is bytes as they are, or what becomes JSON; `who` is as system.token has it."""
    sent = {"authorization": f"Bearer {system.token(who)}", **(headers or {})}
    if body is not None:
        sent.setdefault("content-type", "application/json")
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
    if query:
        path += "?" + urllib.parse.urlencode(query, doseq=True)
    return http_client.call(system.port(), method, path, body, sent, timeout)


def ok(method: str, path: str, body: Any = None, **options) -> Any:
    """The JSON of an answer that must be 200."""
    answer = call(method, path, body, **options)
    if answer.status != 200:
        raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:2000]!r}")
    return answer.json


def finish(operation: dict, seconds: float = 60.0, **how) -> dict:
    """Waits for a long-running operation and returns its response; `how` as of ok()."""
    end = time.monotonic() + seconds
    while not operation.get("done"):
        if time.monotonic() > end:
            raise AssertionError(f"not done within {seconds} s: {operation}")
        time.sleep(0.1)
        operation = ok("GET", f"/v1/{operation['name']}", **how)
    if "error" in operation:
        raise AssertionError(f"failed: {operation}")
    return operation["response"]
