"""Tests of rest_client.py against a small HTTP server."""

import http.server
import io
import json
import threading
import unittest

import rest_client
from console import StepFailed

STATUS = {"code": 3, "message": "invalid request", "details": [
    {"@type": "type.googleapis.com/google.rpc.BadRequest",
     "fieldViolations": [{"field": "phone_region", "description": "not a region"}]}]}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers what the path asks for; remembers what came."""

    seen: list[tuple[str, str, int]] = []

    def do_GET(self):
        self._answer(200, {"token": self.headers["authorization"]})

    def do_POST(self):
        if self.path.startswith("/early"):  # refuses without reading the body
            self.close_connection = True
            self._answer(401, {"code": 16, "message": "Jwt is expired"})
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, self.headers["authorization"], len(body)))
        self._answer(400, STATUS) if self.path.startswith("/bad") else self._answer(200, {})

    def _answer(self, code, content):
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class ClientTest(unittest.TestCase):

    def setUp(self):
        Handler.seen = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.client = rest_client.Client(server.server_port, lambda: "secret")

    def _upload(self, path, size):
        sent = []
        self.client.upload(path, [("columns", "名称=display_name")], io.BytesIO(b"x" * size), size,
                           sent.append)
        return sent

    def test_upload_streams_and_counts(self):
        sent = self._upload("/v1/customers:import", 1_000_000)
        self.assertEqual(sent[-1], 1_000_000)
        self.assertGreater(len(sent), 2)
        path, token, size = Handler.seen[0]
        self.assertIn("columns=%E5%90%8D%E7%A7%B0%3Ddisplay_name", path)
        self.assertEqual((token, size), ("Bearer secret", 1_000_000))

    def test_error_names_the_field(self):
        with self.assertRaisesRegex(StepFailed, "400: invalid request; phone_region: not a region"):
            self._upload("/bad", 10)

    def test_refusal_before_the_end_of_the_upload_is_told(self):
        with self.assertRaisesRegex(StepFailed, "POST /early"):
            self._upload("/early", 20_000_000)

    def test_dead_server_is_told(self):
        client = rest_client.Client(1, lambda: "secret")
        with self.assertRaisesRegex(StepFailed, "GET /v1/customers: "):
            client.get("/v1/customers?pageSize=1")

    def test_token_is_kept_for_some_minutes(self):
        tokens = iter(["first", "second"])
        self.client._new_token = lambda: next(tokens)
        self.assertEqual([self.client.get("/a")["token"] for _ in range(2)], ["Bearer first"] * 2)


if __name__ == "__main__":
    unittest.main()
