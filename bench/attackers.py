"""What strangers and bad clients send, over and over: each attacker is a loop with a pause.

An attacker gets a `Target` and runs until it is told to stop. Refusals, resets and time-outs are
what it hopes for; nothing that it meets is an error of this program. Counts and rates are bounded,
so that on a small machine it is the stack that works and not the attackers.
"""

import dataclasses
import http.client
import json
import multiprocessing.synchronize
import os
import socket
import struct
import subprocess
import uuid
import zlib
from typing import Callable

IDLE_CONNECTIONS = 1500
DRIPS = 3  # fewer than a tenant may have at a time, so that its other attacks get in
BOMB_BYTES = 60 << 20  # inflated: packed it still fits a connection's first window of 64 KiB
LARGE_BYTES = 3_900_000
DEEP = 120_000
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
ISSUE_TOKEN = "/guanxi.access.v1.TokenService/IssueToken"
CREATE = "/guanxi.customer.v1.CustomerService/CreateCustomer"


@dataclasses.dataclass(frozen=True)
class Target:
    """Where to send what, and when to stop."""

    edge: int  # ports on loopback
    services: tuple[int, ...]
    token: Callable[[], str]
    stop: multiprocessing.synchronize.Event

    def call(self, method: str, path: str, body=None, headers=(), seconds: float = 20.0) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.edge, timeout=seconds)
        try:
            connection.request(method, path, body, {
                "authorization": f"Bearer {self.token()}", "content-type": "application/json",
                **dict(headers)})
            return connection.getresponse().read()
        finally:
            connection.close()

    def connect(self, port: int, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(source, 0))


def every(seconds: float):
    """Makes one attack a loop that ends with the target's `stop` and survives what it meets."""
    def decorate(attack: Callable[[Target], None]) -> Callable[[Target], None]:
        def run(target: Target) -> None:
            while not target.stop.is_set():
                try:
                    attack(target)
                except (OSError, http.client.HTTPException, ValueError):
                    pass
                target.stop.wait(seconds)
        run.__name__ = attack.__name__
        return run
    return decorate


def _frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    return struct.pack(">I", len(content))[1:] + bytes([kind, flags]) + struct.pack(
        ">I", stream) + content


def _literal(name: bytes, value: bytes) -> bytes:
    """A header in HPACK, neither indexed nor packed; both shorter than 127 bytes."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def grpc_call(path: str, message: bytes, *headers: tuple[bytes, bytes]) -> bytes:
    """All bytes of an HTTP/2 connection that makes one call of gRPC."""
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path.encode()),
              (b":authority", b"x"), (b"content-type", b"application/grpc"), (b"te", b"trailers"),
              *headers]
    pieces = [message[at:at + 16384] for at in range(0, len(message), 16384)] or [b""]
    data = [_frame(0, 1 if number == len(pieces) - 1 else 0, 1, piece)
            for number, piece in enumerate(pieces)]
    return b"".join([PREFACE, _frame(4, 0, 0, b""),
                     _frame(1, 4, 1, b"".join(_literal(*field) for field in fields)), *data])


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(BOMB_BYTES >> 20)) + packer.flush()
    return b"\1" + struct.pack(">I", len(packed)) + packed


BOMB = _bomb()


def _send(target: Target, port: int, content: bytes) -> None:
    """Sends, and reads what comes until the other side closes or says nothing for a while."""
    with target.connect(port) as connection:
        connection.settimeout(1.0)
        connection.sendall(content)
        while connection.recv(65536):
            pass


@every(0.2)
def bombs(target: Target) -> None:
    for port in (target.edge, *target.services):
        for path in (ISSUE_TOKEN, CREATE):
            _send(target, port, grpc_call(path, BOMB, (b"grpc-encoding", b"gzip")))


@every(0.1)
def large_messages(target: Target) -> None:
    """Eight at once, without a token, by curl: they need flow control."""
    message = b"\0" + struct.pack(">I", LARGE_BYTES) + bytes(LARGE_BYTES)
    for port in (target.edge, *target.services):
        calls = [subprocess.Popen(
            ["curl", "--silent", "--max-time", "5", "--http2-prior-knowledge", "--output",
             "/dev/null", "--header", "content-type: application/grpc", "--header", "te: trailers",
             "--data-binary", "@-", f"http://127.0.0.1:{port}{ISSUE_TOKEN}"],
            stdin=subprocess.PIPE) for _ in range(8)]
        for call in calls:
            try:
                call.communicate(message)
            except BrokenPipeError:
                call.wait()


@every(0.02)
def broken_frames(target: Target) -> None:
    junk = os.urandom(512)
    for content in (PREFACE + junk,
                    PREFACE + _frame(4, 0, 0, b"") + _frame(9, 0, 1, junk),
                    PREFACE + _frame(4, 0, 0, struct.pack(">HI", 4, 1 << 31)),
                    PREFACE + _frame(4, 0, 0, b"") * 2000,
                    PREFACE + b"".join(_frame(6, 0, 0, bytes(8)) for _ in range(2000)),
                    PREFACE + _frame(4, 0, 0, b"") + b"".join(
                        _frame(1, 4, 2 * n + 1, _literal(b":path", b"/")) + _frame(
                            3, 0, 2 * n + 1, bytes(4)) for n in range(500)),
                    grpc_call(CREATE, b"\7\xff\xff\xff\xff" + junk),
                    b"GET / HTTP/1.1\r\n" + b"x-a: " + junk + b"\r\n\r\n"):
        _send(target, target.edge, content)


@every(0.1)
def deep_json(target: Target) -> None:
    deep = b"[" * DEEP + b"]" * DEEP
    target.call("POST", "/v1/customers", b'{"displayName":"x","custom":' + deep + b"}")
    row = b'{"displayName":"x","nosuch":' + deep + b"}\n"
    wide = b"{" + b",".join(b'"k%d":1' % number for number in range(20_000)) + b"}\n"
    target.call("POST", "/v1/customers:import?format=JSON_LINES&sourceSystem=deep", row + wide,
                [("content-type", "application/octet-stream")])


@every(0.1)
def giant_rows(target: Target) -> None:
    target.call("POST", "/v1/customers", json.dumps({
        "type": "ORGANIZATION", "displayName": f"巨{uuid.uuid4().hex}", "note": "n" * 4096,
        "organization": {"businessScope": "s" * 8192},
        "addresses": [{"street": "t" * 512, "label": "l" * 64}] * 20}).encode())
    target.call("GET", "/v1/customers?pageSize=1000")


def idle_connections(target: Target) -> None:
    """Holds as many connections as it gets, from a few addresses, and says nothing."""
    held: list[socket.socket] = []
    number = 0
    while not target.stop.is_set():
        open_still = []
        for connection in held:
            try:
                connection.setblocking(False)
                if connection.recv(1) == b"":
                    connection.close()
                    continue
            except BlockingIOError:
                pass
            except OSError:
                connection.close()
                continue
            open_still.append(connection)
        held = open_still
        for _ in range(min(100, IDLE_CONNECTIONS - len(held))):
            number += 1
            try:
                held.append(target.connect(target.edge, f"127.0.3.{number % 8 + 1}"))
            except OSError:
                break
        target.stop.wait(0.2)
    for connection in held:
        connection.close()


@every(0.5)
def drips(target: Target) -> None:
    """Uploads of one byte a second, opened anew when they are ended."""
    streams = [target.connect(target.edge) for _ in range(DRIPS)]
    head = ("POST /v1/customers:import?format=TEXT_LINES&sourceSystem=drip HTTP/1.1\r\nhost: x\r\n"
            f"authorization: Bearer {target.token()}\r\ncontent-type: application/octet-stream\r\n"
            "transfer-encoding: chunked\r\n\r\n").encode()
    try:
        for stream in streams:
            stream.sendall(head)
        while not target.stop.wait(1.0):
            for stream in streams:
                stream.sendall(b"1\r\nx\r\n")
    finally:
        for stream in streams:
            stream.close()


def _form_path(target: Target) -> str:
    """Where strangers send a form, which this makes."""
    def make(path: str, resource: dict) -> str:
        return json.loads(target.call("POST", path, json.dumps(resource).encode()))["name"]
    source = make("/v1/leadSources", {"displayName": f"攻击 {uuid.uuid4()}", "channel": "WEB_FORM"})
    form = make("/v1/captureForms", {
        "displayName": "试用", "source": source, "published": True, "trapKey": "website", "fields": [
            {"key": "who", "displayName": "姓名", "type": "TEXT", "required": True,
             "leadField": "display_name"},
            {"key": "phone", "displayName": "手机", "type": "PHONE", "leadField": "phones"}]})
    return json.loads(target.call("GET", f"/v1/{form}:locate"))["submitPath"]


def _submissions() -> list[tuple[str, bytes]]:
    """What is sent to a form, by content type: what is taken, refused, or no such body."""
    json_type, form_type = "application/json", "application/x-www-form-urlencoded"
    phone = f"+86137{uuid.uuid4().int % 10**8:08d}"
    filled = {"who": f"攻击{uuid.uuid4().hex[:8]}", "phone": phone}
    return [(json_type, json.dumps(filled).encode()),
            (json_type, json.dumps({"who": "王芳", "phone": "13800138000"}).encode()),
            (json_type, json.dumps({**filled, "website": "x"}).encode()),
            (json_type, json.dumps({**filled, "who": "x" * 70_000}).encode()),
            (json_type, b'{"who":' + b"[" * 20_000),
            (json_type, b'{"who":"\xff"}'),
            (form_type, b"&".join(b"k%d=1" % number for number in range(5_000))),
            (form_type, b"who=%zz&_nosuch=1"),
            ("text/plain", os.urandom(512))]


def forms(target: Target) -> None:
    """Floods one form from a few addresses, as fast as each answer comes."""
    path, sent = "", 0
    while not target.stop.is_set():
        try:
            path = path or _form_path(target)
            for kind, content in _submissions():
                sent += 1
                connection = http.client.HTTPConnection(
                    "127.0.0.1", target.edge, timeout=5,
                    source_address=(f"127.0.4.{sent % 8 + 1}", 0))
                try:
                    connection.request("POST", path, content, {"content-type": kind})
                    connection.getresponse().read()
                finally:
                    connection.close()
        except (OSError, http.client.HTTPException, ValueError, KeyError):
            target.stop.wait(0.1)


ALL = [bombs, bombs, bombs, large_messages, broken_frames, deep_json, giant_rows,
       idle_connections, drips, forms, forms]
