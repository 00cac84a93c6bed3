"""Attacks at the doors: idle connections, guessed secrets, forged lifetimes, files that all read."""
import concurrent.futures
import http.client
import pathlib
import shutil
import subprocess
import time
import unittest
import urllib.parse
import uuid

import grpc

import attack_stack
import http_client
import jwt_tools
import services
import system
from guanxi.customer.v1 import customer_service_pb2, customer_service_pb2_grpc

IDLE_SECONDS = 60  # by which a connection without a byte is closed
IDLE_CONNECTIONS = 10_500
ELSEWHERE = "127.0.0.99"
ROBOT = {"grant_type": "client_credentials", "client_id": "robot@e2e-other",
         "client_secret": system.ROBOT_SECRET}
MALLORY = {"grant_type": "password", "client_id": "browser@e2e-other", "username": "mallory",
           "password": "mallory-password"}


def setUpModule():
    attack_stack.enter()


def token_from(source: str, form: dict) -> http_client.Answer:
    return attack_stack.http_from(
        source, "POST", "/oauth2/token", urllib.parse.urlencode(form).encode(),
        {"content-type": "application/x-www-form-urlencoded"})


def is_closed(connection) -> bool:
    connection.setblocking(False)
    try:
        while connection.recv(65536):
            pass  # a refusal
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def is_served(token: str) -> bool:
    try:
        return attack_stack.http_from(
            ELSEWHERE, "GET", "/v1/customers?pageSize=1",
            headers={"authorization": f"Bearer {token}"}).status == 200
    except (OSError, http.client.HTTPException):
        return False


class ConnectionsTest(attack_stack.AttackCase):

    def test_idle_connections_lock_nobody_out_and_end(self):
        idle, health, token = [], attack_stack.health_port(), system.token("other")
        try:
            for _ in range(IDLE_CONNECTIONS):
                try:
                    idle.append(attack_stack.connect())
                except OSError:
                    break
            for _ in range(3):
                self.assertEqual(http_client.call(health, "GET", "/healthz").status, 200)
            # At the worst for as long as a silent connection lives.
            system.until(lambda: is_served(token), IDLE_SECONDS)
            system.until(lambda: all(map(is_closed, idle)), IDLE_SECONDS)
        finally:
            for connection in idle:
                connection.close()

    def test_a_request_that_never_ends_its_headers_is_ended(self):
        half = [attack_stack.connect() for _ in range(50)]
        try:
            for connection in half:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ")
            system.until(lambda: all(map(is_closed, half)), IDLE_SECONDS)
        finally:
            for connection in half:
                connection.close()


class SecretsTest(attack_stack.AttackCase):

    def setUp(self):
        super().setUp()
        system.make_other_tenant()

    def test_guesses_do_not_lock_a_machine_out(self):
        for _ in range(15):
            answer = token_from("127.0.0.1", {
                **ROBOT, "client_secret": system.ROBOT_SECRET[:-1] + "1"})
            self.assertIn(answer.status, (401, 429))
        for source in (ELSEWHERE, "127.0.0.1"):
            with self.subTest(source):
                self.assertEqual(token_from(source, ROBOT).status, 200)

    def test_guesses_slow_down_the_address_that_makes_them(self):
        wrong = {**MALLORY, "password": "wrong-password"}
        statuses = [token_from("127.0.0.71", wrong).status for _ in range(12)]
        self.assertEqual(statuses[-1], 429, statuses)
        self.assertEqual(token_from("127.0.0.72", MALLORY).status, 200)

    def test_keys_are_served_under_a_flood_of_passwords(self):
        """In one round of some: other work of the machine may starve a short one."""
        rounds = []
        for _ in range(4):
            rounds.append(self.statuses_of_keys_under_a_flood())
            if set(rounds[-1]) == {200}:
                break
        else:
            self.fail(rounds)
        system.until(lambda: token_from(ELSEWHERE, ROBOT).status == 200)

    def statuses_of_keys_under_a_flood(self) -> list[int]:
        stop = time.monotonic() + 4

        def flood(number: int):
            while time.monotonic() < stop:
                token_from(f"127.0.2.{number + 1}", {
                    **MALLORY, "username": f"u{uuid.uuid4().hex[:8]}", "password": "guess-guess"})
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            flooding = [pool.submit(flood, number) for number in range(32)]
            answers = []
            while time.monotonic() < stop:
                answers.append(attack_stack.http_from(ELSEWHERE, "GET",
                                                      "/.well-known/jwks.json").status)
            for done in flooding:
                done.result()
        return answers


class TokensTest(attack_stack.AttackCase):

    def test_tokens_that_live_too_long_are_refused_by_edge_and_service(self):
        now = int(time.time())
        for claims in ({"exp": now + 10 * 365 * 86400}, {"exp": now + 86400, "iat": now},
                       {"iat": now - 10 * 86400, "exp": now + 200}, {"iat": None}):
            token = jwt_tools.forge(claims)
            with self.subTest(claims=claims):
                self.assertEqual(http_client.call(
                    system.port(), "GET", "/v1/customers?pageSize=1", None,
                    {"authorization": f"Bearer {token}"}).status, 401)
                self.assertEqual(self.directly(token), grpc.StatusCode.UNAUTHENTICATED)

    def directly(self, token: str) -> grpc.StatusCode:
        port = services.ports(system.SETTINGS, services.CUSTOMER)["grpc"]
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            stub = customer_service_pb2_grpc.CustomerServiceStub(channel)
            try:
                stub.ListCustomers(customer_service_pb2.ListCustomersRequest(page_size=1),
                                   timeout=10, metadata=[("authorization", f"Bearer {token}")])
            except grpc.RpcError as error:
                return error.code()
        return grpc.StatusCode.OK


class FilesTest(attack_stack.AttackCase):

    def test_passwords_and_keys_that_others_may_read_are_refused(self):
        secrets = system.SETTINGS.secrets
        gateway = services.ports(system.SETTINGS, services.GATEWAY)["grpc"]
        command = services.command(system.SETTINGS, services.CUSTOMER, "--port=0",
                                   f"--gateway=127.0.0.1:{gateway}",
                                   f"--service_secret_file={secrets}/customer-account.secret",
                                   f"--sealing_key_file={secrets}/customer-sealing.key",
                                   f"--blind_index_key_file={secrets}/customer-blind_index.key")
        for name in ("mysql-customer.password", "customer-account.secret", "customer-sealing.key",
                     "customer-blind_index.key"):
            readable = secrets / f"readable-{name}"
            shutil.copy(secrets / name, readable)
            readable.chmod(0o644)
            self.addCleanup(readable.unlink)
            changed = [part.replace(str(secrets / name), str(readable)) for part in command]
            self.assertNotEqual(changed, command)
            with self.subTest(name):
                done = subprocess.run(["timeout", "10", *changed], capture_output=True, text=True,
                                      stdin=subprocess.DEVNULL, check=False)
                self.assertNotIn(done.returncode, (0, 124), "it runs")
                self.assertIn(readable.name, done.stdout + done.stderr)


class LogsTest(attack_stack.AttackCase):

    def test_logs_hold_nothing_that_a_stranger_wrote(self):
        mark = f"geheim{uuid.uuid4().hex[:10]}"
        authorization = {"authorization": f"Bearer {system.token()}"}
        for path in (f"/v1/customers/{mark}", f"/v1/{mark}/x", f"/v1/customers/{mark}:undelete",
                     f"/{mark}", f"/v1/customers:search?query={mark}"):
            http_client.call(system.port(), "GET", path, None,
                             {**authorization, "traceparent": f"00-{mark}-{mark}-01"})
            answer = http_client.call(system.port(), "GET", path, None,
                                      {"authorization": f"Bearer {mark}", "user-agent": mark,
                                       "traceparent": mark, "x-forwarded-for": mark})
        for service in services.ALL:
            port = services.ports(system.SETTINGS, service)["grpc"]
            for header in (f"grpc-timeout: {mark}", f"content-type: application/{mark}",
                           f"te: {mark}", f"grpc-encoding: {mark}", f"authorization: {mark}",
                           f"grpc-tags-bin: {mark}!", f"x-request-id: {mark}"):
                subprocess.run(["curl", "--silent", "--max-time", "5", "--http2-prior-knowledge",
                                "--output", "/dev/null", "--header", header, "--data", mark,
                                f"http://127.0.0.1:{port}/{mark}/{mark}"], check=False)
        access = system.SETTINGS.logs / "envoy-access.log"
        request_id = answer.headers.get("x-request-id", "")
        system.until(lambda: request_id in access.read_text("utf-8"), 30)  # written up to 10 s late
        for log in pathlib.Path(system.SETTINGS.logs).glob("*.log*"):
            with self.subTest(log.name):
                found = [line for line in log.read_text("utf-8", "replace").splitlines()
                         if mark in line]
                self.assertEqual(found[:2], [])


class AdminTest(attack_stack.AttackCase):

    def test_the_admin_interface_takes_no_orders_of_a_web_page(self):
        address = (system.SETTINGS.run / "envoy-admin.address").read_text().strip()
        port = int(address.rpartition(":")[2])
        for origin in ("http://evil.example", "null"):
            answer = http_client.call(port, "POST", "/logging?http=error", b"",
                                      {"origin": origin, "content-type": "text/plain"})
            self.assertIn(answer.status, (403, 404, 405), answer.body[:200])


if __name__ == "__main__":
    unittest.main()
