"""Tests of rest_client.py against a small HTTP server."""

import http.server
import io
import json
import threading
import unittest

import rest_client
from console import StepFailed, TryLater

STATUS = {"code": 3, "message": "invalid request", "details": [
    {"@type": "type.googleapis.com/google.rpc.BadRequest",
     "fieldViolations": [{"field": "phone_region", "description": "not a region"}]}]}

LATER = {"code": 8, "message": "busy", "details": [
    {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.700s"}]}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers what the path asks for; remembers what came."""

    seen: list[tuple[str, str, int]] = []

    def do_GET(self):
        if self.path.startswith("/absent"):
            self._answer(404, {"code": 5, "message": "not found"})
        else:
            self._answer(200, {"token": self.headers["authorization"]})

    # How the first POSTs to /later are answered, before they are taken.
    refusals: list = []

    def do_POST(self):
        if self.path.startswith("/later") and Handler.refusals:
            self.rfile.read(int(self.headers["content-length"]))
            refusal = Handler.refusals.pop(0)
            if refusal is None:  # breaks off without an answer
                self.close_connection = True
            else:
                self._answer(*refusal)
            return
        if self.path.startswith("/early"):  # refuses without reading the body
            self.close_connection = True
            self._answer(401, {"code": 16, "message": "Jwt is expired"})
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, self.headers["authorization"], len(body)))
        if self.path.startswith("/taken"):
            self._answer(409, {"code": 6, "message": "exists"})
        else:
            self._answer(400, STATUS) if self.path.startswith("/bad") else self._answer(200, {})

    def _answer(self, code, content, headers=()):
        body = json.dumps(content).encode()
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
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

    def test_call_that_is_told_to_try_later_waits_and_is_sent_whole_again(self):
        self.client = rest_client.Client(self.client._port, lambda: "secret", patience=10)
        Handler.refusals = [(429, LATER), (503, {}, [("retry-after", "1")]), None, (503, {})]
        self._upload("/later", 300_000)
        self.assertEqual([size for _, _, size in Handler.seen], [300_000])
        self.assertEqual(Handler.refusals, [])

    def test_waits_are_bounded_and_the_last_refusal_is_told(self):
        self.client = rest_client.Client(self.client._port, lambda: "secret", patience=1)
        Handler.refusals = [(429, LATER)] * 9
        with self.assertRaisesRegex(StepFailed, "429: busy"):
            self._upload("/later", 10)
        self.assertEqual(len(Handler.refusals), 7)  # a wait of 0.7 s fits, a second does not

    def test_call_that_is_refused_for_good_is_not_repeated(self):
        self.client = rest_client.Client(self.client._port, lambda: "secret", patience=10)
        with self.assertRaisesRegex(StepFailed, "400: invalid"):
            self._upload("/bad", 10)
        self.assertEqual(len(Handler.seen), 1)

    def test_what_is_not_there_and_what_is_taken_are_told_apart(self):
        self.assertIsNone(self.client.find("/absent"))
        self.assertEqual(self.client.find("/a"), self.client.get("/a"))
        with self.assertRaisesRegex(rest_client.NotThere, "404: not found"):
            self.client.get("/absent")
        with self.assertRaisesRegex(rest_client.Taken, "409: exists"):
            self.client.post("/taken", {})

    def test_token_that_is_to_be_had_later_is_waited_for(self):
        outcomes = iter([TryLater("no token"), "late"])

        def new_token():
            outcome = next(outcomes)
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        client = rest_client.Client(self.client._port, new_token, patience=10)
        self.assertEqual(client.get("/a")["token"], "Bearer late")

    def test_token_is_kept_for_some_minutes(self):
        tokens = iter(["first", "second"])
        self.client._new_token = lambda: next(tokens)
        self.assertEqual([self.client.get("/a")["token"] for _ in range(2)], ["Bearer first"] * 2)

    def test_threads_that_share_a_client_ask_for_one_token(self):
        barrier = threading.Barrier(8)
        asked = []

        def new_token():
            asked.append(self.client.get("/a"))  # takes a while, as a token does
            return "shared"
        client = rest_client.Client(self.client._port, new_token)

        def call():
            barrier.wait()
            client.get("/a")
        threads = [threading.Thread(target=call) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(asked), 1)

    def test_what_a_message_says_of_a_field_is_not_said_again(self):
        fields = ["columns[0]: there is no field tag; fields are " + ", ".join(
            f"field_{i}" for i in range(100)), "encoding: must be one of UTF-8, BIG5"]
        whole = "; ".join(fields)
        for length in (60, 300, len(fields[0]) + 40):
            with self.subTest(length=length):
                said = rest_client.with_fields(whole[:length] + "…", fields)
                self.assertEqual(said, whole)
        self.assertEqual(rest_client.with_fields(whole, fields), whole)
        self.assertEqual(rest_client.with_fields("no", fields[1:]), "no; " + fields[1])


if __name__ == "__main__":
    unittest.main()
