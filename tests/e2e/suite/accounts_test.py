"""Who administers people, over REST: up to what he may do himself."""
import json
import unittest
import uuid

import http_client
import jwt_tools
import rest
import system


class Accounts(unittest.TestCase):

    def setUp(self):
        login = f"e2e-{uuid.uuid4().hex[:8]}"
        role = rest.ok("POST", "/v1/roles", {
            "code": login, "displayName": login,
            "permissions": [{"pattern": "users.*", "scope": "ALL"},
                            {"pattern": "sessions.*", "scope": "ALL"}]})["name"]
        user = rest.ok("POST", "/v1/users", {
            "loginName": login, "displayName": login, "roles": [role]})["name"]
        rest.ok("POST", f"/v1/{user}:setPassword", {"password": "e2e-password"})
        self.token = system.request_token({
            "grant_type": "password", "client_id": "console@demo", "username": login,
            "password": "e2e-password"}).json["access_token"]

    def call(self, method: str, path: str, body=None) -> tuple:
        answer = http_client.call(
            system.port(), method, path, json.dumps(body).encode() if body is not None else None,
            {"authorization": f"Bearer {self.token}", "content-type": "application/json"})
        return answer.status, answer.reason

    def test_nobody_rules_over_an_account_that_may_do_more(self):
        above = jwt_tools.claims_of(system.token("demo/lin"))
        for method, path, body in (
                ("PATCH", f"/v1/{above['sub']}", {"state": "DISABLED"}),
                ("PATCH", f"/v1/{above['sub']}?updateMask=roles", {"roles": []}),
                ("DELETE", f"/v1/{above['sub']}", None),
                ("POST", f"/v1/{above['sub']}:setPassword", {"password": "e2e-password"}),
                ("POST", f"/v1/sessions/{above['sid']}:end", {})):
            with self.subTest(path=path, method=method):
                self.assertEqual(self.call(method, path, body), (403, "RIGHTS_NOT_HELD"))
        # Nothing of it has happened.
        self.assertEqual(rest.call("GET", "/v1/me", who="demo/lin").status, 200)

    def test_a_permission_that_there_is_not_is_refused_with_those_near_it(self):
        answer = rest.call("POST", "/v1/roles", {
            "code": f"e2e-{uuid.uuid4().hex[:8]}", "displayName": "e2e",
            "permissions": [{"pattern": "customer.read", "scope": "ALL"}]})
        self.assertEqual((answer.status, answer.reason), (400, "INVALID_FIELD"))
        self.assertIn(b"role.permissions[0].pattern", answer.body)
        self.assertIn(b"customers.read", answer.body)


if __name__ == "__main__":
    unittest.main()
