"""What the edge does for every request, whoever serves it."""
import gzip
import http.client
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest
import uuid

import http_client
import rest
import system
import toolchain


class Edge(unittest.TestCase):

    def test_health_is_public_and_answered_by_the_edge(self):
        self.assertEqual(http_client.call(system.port(), "GET", "/healthz").status, 200)

    def test_everything_else_wants_a_token(self):
        for path in ("/", "/v1/customers", "/v1/nothing", "/healthz/", "/admin", "/oauth2/tokens",
                     "/grpc.health.v1.Health/Check"):
            with self.subTest(path=path):
                self.assertEqual(http_client.call(system.port(), "GET", path).status, 401)

    def test_rest_answers_carry_no_grpc_headers(self):
        missing = f"/v1/customers/{uuid.uuid4()}"
        for answer in (rest.call("GET", "/v1/customers"), rest.call("GET", missing),
                       rest.call("GET", "/v1/nothing")):
            names = set(answer.headers)
            self.assertFalse({name for name in names if name.startswith(("grpc-", "x-envoy"))})
            self.assertLessEqual({"x-request-id", "cache-control", "x-content-type-options"},
                                 names)

    def test_clients_cannot_set_internal_headers(self):
        answer = rest.call("GET", "/v1/customers", headers={
            "x-request-id": "mine", "x-envoy-original-path": "/elsewhere",
            "x-envoy-upstream-rq-timeout-ms": "1", "x-forwarded-for": "1.2.3.4"})
        self.assertEqual(answer.status, 200)
        self.assertRegex(answer.headers["x-request-id"], "^[0-9a-f-]{36}$")

    def test_browsers_of_allowed_origins_may_call(self):
        asked = {"access-control-request-method": "PATCH",
                 "access-control-request-headers": "authorization,content-type"}
        allowed = http_client.call(system.port(), "OPTIONS", "/v1/customers", None,
                                   {"origin": "http://localhost:3000", **asked})
        self.assertEqual(allowed.status, 200)
        self.assertEqual(allowed.headers["access-control-allow-origin"], "http://localhost:3000")
        self.assertIn("PATCH", allowed.headers["access-control-allow-methods"])
        self.assertIn("authorization", allowed.headers["access-control-allow-headers"])
        foreign = http_client.call(system.port(), "OPTIONS", "/v1/customers", None,
                                   {"origin": "https://evil.example", **asked})
        self.assertEqual(foreign.status, 204)
        self.assertNotIn("access-control-allow-origin", foreign.headers)

    def test_long_answers_are_compressed_for_who_asks(self):
        name = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": "Zip Ltd", "note": "关系" * 600})["name"]
        answer = rest.call("GET", f"/v1/{name}", headers={"accept-encoding": "gzip"})
        self.assertEqual(answer.headers["content-encoding"], "gzip")
        self.assertEqual(json.loads(gzip.decompress(answer.body))["name"], name)
        plain = rest.call("GET", f"/v1/{name}")
        self.assertNotIn("content-encoding", plain.headers)

    def test_a_connection_outlives_a_refused_request(self):
        connection = http.client.HTTPConnection("127.0.0.1", system.port(), timeout=10)
        headers = {"authorization": f"Bearer {system.token()}"}
        connection.request("GET", "/v1/customers?no_such_field=1", headers=headers)
        answer = connection.getresponse()
        answer.read()
        self.assertEqual(answer.status, 400)
        socket = connection.sock
        self.assertIsNotNone(socket)
        connection.request("GET", "/v1/customers?page_size=1", headers=headers)
        self.assertEqual(connection.getresponse().status, 200)
        self.assertIs(connection.sock, socket)
        connection.close()

    def test_curl_speaks_http_1_and_http_2(self):
        for version in ("--http1.1", "--http2-prior-knowledge"):
            with self.subTest(version):
                done = subprocess.run(
                    ["curl", "-sS", version, "-w", "%{http_code}", "-o", "/dev/null",
                     "-H", f"authorization: Bearer {system.token()}",
                     f"http://{system.address()}/v1/customers?page_size=1"],
                    capture_output=True, text=True, check=True, timeout=30)
                self.assertEqual(done.stdout, "200")

    def test_the_admin_interface_is_on_loopback_only(self):
        admin = (system.SETTINGS.run / "envoy-admin.address").read_text().strip()
        self.assertTrue(admin.startswith("127.0.0.1:"), admin)

    def test_who_connects_and_is_silent_is_dropped(self):
        address = ("127.0.0.1", system.port())
        silent = [socket.create_connection(address, timeout=20) for _ in range(20)]
        try:
            for connection in silent:
                self.assertEqual(connection.recv(1), b"")
        finally:
            for connection in silent:
                connection.close()

    def test_broken_frames_do_not_take_a_service_out(self):
        with tempfile.NamedTemporaryFile() as file:
            for broken in (b"\x00\x00\x00\x00\x09ab", b"\x01\x00\x00\x00\x02ab", b"\xff" * 64,
                           b"\x00\xff\xff\xff\xff") * 5:
                file.seek(0)
                file.truncate()
                file.write(broken)
                file.flush()
                subprocess.run(
                    ["curl", "-sS", "--http2-prior-knowledge", "-o", "/dev/null", "--max-time", "3",
                     "-H", f"authorization: Bearer {system.token()}", "-H", "te: trailers",
                     "-H", "content-type: application/grpc", "--data-binary", f"@{file.name}",
                     f"http://{system.address()}/guanxi.customer.v1.CustomerService/GetCustomer"],
                    check=False, capture_output=True)
                self.assertEqual(rest.call("GET", "/v1/customers?pageSize=1").status, 200)

    def test_a_request_with_two_lengths_is_refused(self):
        for headers in (b"content-length: 5\r\ntransfer-encoding: chunked",
                        b"content-length: 5\r\ncontent-length: 6"):
            with socket.create_connection(("127.0.0.1", system.port()), timeout=10) as connection:
                connection.sendall(b"POST /v1/customers HTTP/1.1\r\nhost: x\r\n" + headers
                                   + b"\r\n\r\n0\r\n\r\n")
                self.assertTrue(connection.recv(100).startswith(b"HTTP/1.1 400"))

    def test_a_second_edge_on_the_port_does_not_start(self):
        config = next(system.SETTINGS.run.glob("envoy-*.yaml")).read_text()
        config = re.sub("@guanxi-jwks-[0-9a-f]+", f"@guanxi-test-{uuid.uuid4().hex}", config)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "envoy.yaml")
            path.write_text(config)
            done = subprocess.run([toolchain.ENVOY, "--config-path", path, "--disable-hot-restart"],
                                  capture_output=True, text=True, timeout=30, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(f"127.0.0.1:{system.port()}", done.stderr)

    def test_a_page_of_another_origin_drives_nothing(self):
        admin = (system.SETTINGS.run / "envoy-admin.address").read_text().strip()
        port = int(admin.rpartition(":")[2])
        for path in ("/quitquitquit", "/healthcheck/fail", "/drain_listeners", "/logging"):
            answer = http_client.call(port, "POST", path, None, {"origin": "https://evil.example"})
            self.assertEqual(answer.status, 403, path)
        self.assertEqual(http_client.call(system.port(), "GET", "/healthz").status, 200)

    def test_the_access_log_has_neither_queries_nor_names(self):
        secret = f"secret{uuid.uuid4().hex[:8]}"
        answer = rest.call("GET", "/v1/customers:search", query={"query": secret})
        request_id = answer.headers["x-request-id"]
        log = pathlib.Path(system.SETTINGS.logs) / "envoy-access.log"

        def line():  # written up to 10 s late
            return next((entry for entry in log.read_text("utf-8").splitlines()
                         if request_id in entry), None)
        entry = json.loads(system.until(line, 30))
        self.assertEqual((entry["path"], entry["status"], entry["http_method"]),
                         ("/v1/customers:search", 200, "GET"))
        self.assertRegex(entry["tenant"], "^[0-9a-f-]{36}$")
        self.assertNotIn(secret, log.read_text("utf-8"))
        self.assertNotIn("Bearer", log.read_text("utf-8"))

    def test_the_access_log_has_no_free_text_of_paths_and_headers(self):
        secret = f"secret{uuid.uuid4().hex[:8]}"
        answers = [rest.call("GET", f"/v1/customers/{secret}", headers={"traceparent": secret}),
                   rest.call("GET", f"/{secret}"),
                   http_client.call(system.port(), "GET", f"/v1/{secret}")]
        wanted = [answer.headers["x-request-id"] for answer in answers]
        log = pathlib.Path(system.SETTINGS.logs) / "envoy-access.log"
        system.until(lambda: all(id in log.read_text("utf-8") for id in wanted), 30)
        self.assertNotIn(secret, log.read_text("utf-8"))


if __name__ == "__main__":
    unittest.main()
