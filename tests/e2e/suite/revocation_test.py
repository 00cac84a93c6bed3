"""Rights that are taken away act on every service within 5 s, while a replica of the gateway dies.

Two replicas of the gateway serve here; the one that took the change is killed right after it.
"""
import dataclasses
import json
import os
import signal
import time
import unittest
import uuid

import grpc

import processes
import rest
import services
import stack
import system
from jwt_attacks_test import METHODS

SECONDS = 5.0
REPLICA = "gateway-replica"
PASSWORD = "revocation-password"


def start_replica() -> int:
    """A second gateway over the same schema and keys; its port."""
    settings = system.SETTINGS
    ports_file = settings.run / f"{REPLICA}.ports"
    ports_file.unlink(missing_ok=True)
    argv = services.command(settings, services.GATEWAY, "--port=0", "--health_port=0",
                            "--metrics_port=0", f"--port_file={ports_file}",
                            *stack.flags_of(settings, services.GATEWAY, system.port()))
    processes.start(REPLICA, argv, settings.logs / f"{REPLICA}.log", settings.run)
    system.until(ports_file.exists)
    return json.loads(ports_file.read_text(encoding="utf-8"))["grpc"]


class Revocation(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.before = system.SETTINGS
        cls.addClassCleanup(cls.end)
        cls.replica = start_replica()
        cls.use_both()

    @classmethod
    def use_both(cls):
        """Lets the services ask either gateway."""
        first = services.ports(cls.before, services.GATEWAY)["grpc"]
        flag = f"--gateway=ipv4:127.0.0.1:{first},127.0.0.1:{cls.replica}"
        others = {service.name: (*cls.before.flags.get(service.name, ()), flag)
                  for service in services.ALL if service is not services.GATEWAY}
        system.use(dataclasses.replace(cls.before, flags={**cls.before.flags, **others}))
        stack.up(system.SETTINGS)

    @classmethod
    def end(cls):
        processes.stop(REPLICA, cls.before.run)
        system.use(cls.before)
        stack.up(cls.before)

    def setUp(self):
        self.login = f"e2e-{uuid.uuid4().hex[:8]}"
        self.role = rest.ok("POST", "/v1/roles", {
            "code": self.login, "displayName": self.login, "permissions": [
                {"pattern": pattern, "scope": "ALL"}
                for pattern in ("analytics.read", "customers.read", "pipelines.read",
                                "todos.read", "users.read")]})
        self.user = rest.ok("POST", "/v1/users", {
            "loginName": self.login, "displayName": self.login, "roles": [self.role["name"]]})
        rest.ok("POST", f"/v1/{self.user['name']}:setPassword", {"password": PASSWORD})
        issued = system.request_token({"grant_type": "password", "client_id": "console@demo",
                                       "username": self.login, "password": PASSWORD})
        self.token = issued.json["access_token"]
        for service in METHODS:
            self.assertEqual(self.call(service), grpc.StatusCode.OK, service)

    def call(self, service: str) -> grpc.StatusCode:
        port = self.replica if service == "gateway" else services.ports(
            system.SETTINGS, services.BY_NAME[service])["grpc"]
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            method = channel.unary_unary(METHODS[service], lambda request: request,
                                         lambda answer: answer)
            try:
                method(b"", timeout=10, metadata=[("authorization", f"Bearer {self.token}")])
            except grpc.RpcError as error:
                return error.code()
        return grpc.StatusCode.OK

    def assert_acts(self, refused: grpc.StatusCode):
        """The gateway that took the change dies; all others act on it in time."""
        changed = time.monotonic()
        os.kill(system.pid("gateway"), signal.SIGKILL)
        try:
            left = set(METHODS)
            while left:
                for service in sorted(left):
                    code = self.call(service)
                    if code == refused:
                        left.remove(service)
                    else:
                        self.assertEqual(code, grpc.StatusCode.OK, service)
                if left:
                    self.assertLess(time.monotonic() - changed, SECONDS, left)
                    time.sleep(0.05)
        finally:
            services.start(system.SETTINGS, services.GATEWAY,
                           *stack.flags_of(system.SETTINGS, services.GATEWAY, system.port()))
            self.use_both()  # it has another port now

    def test_a_role_that_is_taken_away(self):
        rest.ok("PATCH", f"/v1/{self.user['name']}", {"roles": []},
                query={"updateMask": "roles"})
        self.assert_acts(grpc.StatusCode.PERMISSION_DENIED)

    def test_a_user_who_is_disabled(self):
        rest.ok("PATCH", f"/v1/{self.user['name']}", {"state": "DISABLED"})
        self.assert_acts(grpc.StatusCode.UNAUTHENTICATED)

    def test_a_session_that_is_ended(self):
        session = rest.ok("GET", "/v1/sessions", query={
            "filter": f'user = "{self.user["name"]}"'})["sessions"][0]["name"]
        rest.ok("POST", f"/v1/{session}:end", {})
        self.assert_acts(grpc.StatusCode.UNAUTHENTICATED)


if __name__ == "__main__":
    unittest.main()
