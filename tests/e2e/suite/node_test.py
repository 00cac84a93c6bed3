"""The same from Node: @grpc/grpc-js as a server uses it, gRPC-Web as a browser does and as
a page in a real one does; figures by the client of Cube."""
import os
import pathlib
import subprocess
import unittest
import uuid
from typing import Optional

import people
import rest
import system
from settings import ROOT

PROTO_PATH = f"{ROOT / 'protos'}:{ROOT / 'node_modules' / 'google-proto-files'}"
SECONDS = 180


def new_salesperson() -> tuple[str, str]:
    """A user who sees figures of his own customers alone, and his token."""
    login = f"e2e-{uuid.uuid4().hex[:8]}"
    role = rest.ok("POST", "/v1/roles", {
        "code": login, "displayName": login,
        "permissions": [{"pattern": "analytics.read", "scope": "ALL"},
                        {"pattern": "customers.read", "scope": "SELF"}]})["name"]
    user = people.new_user(loginName=login, roles=[role])
    rest.ok("POST", f"/v1/{user}:setPassword", {"password": "e2e-password"})
    return user, system.request_token({
        "grant_type": "password", "client_id": "console@demo", "username": login,
        "password": "e2e-password"}).json["access_token"]


def new_order(customer: str, month: int, day: int, units: str, nanos: int) -> None:
    amount = {"currencyCode": "CNY", "units": units, "nanos": nanos}
    rest.ok("POST", f"/v1/{customer}/orders", {
        "orderDate": {"year": 2026, "month": month, "day": day}, "state": "PLACED",
        "amount": amount, "baseAmount": amount})


class NodeClients(unittest.TestCase):

    def run_client(self, script: str, least: int = 5, more: Optional[dict] = None) -> None:
        folder = pathlib.Path(os.environ["GUANXI_E2E_NODE"])
        done = subprocess.run(
            ["node", script], cwd=folder, text=True, capture_output=True, check=False,
            timeout=SECONDS, stdin=subprocess.DEVNULL,
            env={**os.environ, "EDGE": system.address(), "TOKEN": system.token(),
                 "OWNER": people.new_user(), "PROTO_PATH": PROTO_PATH, **(more or {})})
        lines = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "not ok "))]
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(len(lines), least, done.stdout + done.stderr)
        for line in lines:
            with self.subTest(line.removeprefix("not ").removeprefix("ok ")):
                self.assertTrue(line.startswith("ok "), line)

    def test_grpc_js(self):
        self.run_client("grpcjs_client.mjs")

    def test_grpc_web(self):
        self.run_client("grpcweb_client.mjs")

    def test_cube(self):
        sales, token = new_salesperson()
        mine, theirs = (
            rest.ok("POST", "/v1/customers",
                    {"type": "ORGANIZATION", "displayName": "南京图表有限公司", **whose})["name"]
            for whose in ({"owner": sales}, {}))
        new_order(mine, 11, 2, "100", 100_000_000)
        new_order(theirs, 11, 2, "100", 100_000_000)
        new_order(theirs, 10, 5, "50", 0)
        self.run_client("cube_client.mjs", least=6,
                        more={"MINE": mine, "THEIRS": theirs, "SALES_TOKEN": token})

    def test_a_page_in_chromium(self):
        self.run_client("chromium_client.mjs", least=1)

    def test_drawings_in_chromium(self):
        self.run_client("drawings_client.mjs", least=7)

    def test_the_example_of_a_form_in_chromium(self):
        self.run_client("form_page_client.mjs", least=2)


if __name__ == "__main__":
    unittest.main()
