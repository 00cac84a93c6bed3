"""What takes messages that leave the house: a web address and a mail server, in the test itself.

They listen where the stack under test may send to: ./dev up --outgoing-hosts 127.0.0.2.
"""
import contextlib
import dataclasses
import email
import email.message
import email.policy
import http.server
import json
import socketserver
import threading
from typing import Any, Iterator

import system

HOST = "127.0.0.2"


@dataclasses.dataclass(frozen=True)
class Call:
    """A POST that came."""

    path: str
    headers: dict[str, str]  # by names in small letters
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclasses.dataclass(frozen=True)
class Mail:
    """A mail that was taken, and for which addresses."""

    sender: str
    recipients: list[str]
    message: email.message.EmailMessage


class HttpSink(http.server.ThreadingHTTPServer):
    """Answers POSTs with `answers`, one each, and then with the last of them."""

    daemon_threads = True

    def __init__(self, *answers: tuple[int, bytes]):
        super().__init__((HOST, 0), _Poster)
        self.answers = list(answers) or [(200, b"{}")]
        self.calls: list[Call] = []
        self.lock = threading.Lock()

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.server_port}{path}"

    def take(self, call: Call) -> tuple[int, bytes]:
        with self.lock:
            self.calls.append(call)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Poster(http.server.BaseHTTPRequestHandler):

    def do_POST(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers["content-length"]))
        status, answer = self.server.take(
            Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


class SmtpSink(socketserver.ThreadingTCPServer):
    """Takes every mail (RFC 5321, without extensions)."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__((HOST, 0), _Mailbox)
        self.mails: list[Mail] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class _Mailbox(socketserver.StreamRequestHandler):

    def handle(self):
        self._say("220 sink")
        sender, recipients = "", []
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("MAIL FROM:"):
                sender, recipients = _address(line), []
            elif verb.startswith("RCPT TO:"):
                recipients.append(_address(line))
            elif verb == "DATA":
                self._say("354 go on")
                message = email.message_from_bytes(self._read_data(), policy=email.policy.default)
                self.server.mails.append(Mail(sender, recipients, message))
            elif verb == "QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _read_data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


def _address(line: str) -> str:
    return line[line.index("<") + 1:line.index(">")]


@contextlib.contextmanager
def running(sink: Any) -> Iterator[Any]:
    """The sink at work; closed afterwards."""
    path = system.SETTINGS.outgoing_hosts
    if not path.exists() or HOST not in path.read_text(encoding="utf-8").split(","):
        raise AssertionError(f"channels cannot reach {HOST}: ./dev up --outgoing-hosts {HOST}")
    thread = threading.Thread(target=sink.serve_forever, daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        thread.join()
        sink.server_close()
