"""Errors over REST: google.rpc.Status as JSON, the right HTTP status, a text that helps."""
import tempfile
import unittest
import uuid

import http_client
import jwt_tools
import rest
import system


class ErrorCase(unittest.TestCase):

    def assert_error(self, answer, status: int, code: int, *texts: str, reason: str = ""):
        """`texts` must all be somewhere in the error."""
        self.assertEqual(answer.status, status, answer.body[:2000])
        self.assertEqual(answer.headers["content-type"], "application/json")
        self.assertEqual(answer.json["code"], code)
        self.assertTrue(answer.json["message"])
        self.assertTrue(answer.reason, answer.body)
        self.assertEqual(answer.detail("ErrorInfo")["domain"], "guanxi.dev")
        if reason:
            self.assertEqual(answer.reason, reason)
        for text in texts:
            self.assertIn(text, answer.body.decode())


class BadRequests(ErrorCase):

    def post(self, body, **options):
        return rest.call("POST", "/v1/customers", body, **options)

    def test_bad_json(self):
        for body, texts in ((b'{"displayName": "x"', ("displayName", "brace", "line 1, byte 20")),
                            (b"hello", ("object",))):
            answer = self.post(body, headers={"content-type": "application/json"})
            self.assert_error(answer, 400, 3, *texts, reason="INVALID_JSON")

    def test_wrong_type_names_the_field(self):
        self.assert_error(self.post({"displayName": "x", "organization": {
            "establishDate": {"year": "soon"}}}), 400, 3, "establishDate.year", "number",
                          reason="INVALID_FIELD")
        self.assert_error(self.post({"displayName": "x", "nextFollowUpTime": "2026-03-01"}),
                          400, 3, "nextFollowUpTime", "a time was expected",
                          reason="INVALID_FIELD")
        self.assert_error(self.post({"type": "COMPANY"}), 400, 3, "type", "ORGANIZATION")

    def test_unknown_query_parameter_names_it(self):
        answer = rest.call("GET", "/v1/customers", query={"colour": "red"})
        self.assert_error(answer, 400, 3, "colour")

    def test_bad_query_value_names_the_parameter(self):
        answer = rest.call("GET", "/v1/customers", query={"page_size": "many"})
        self.assert_error(answer, 400, 3, "page_size", "many")

    def test_unknown_path_and_method(self):
        for method, path in (("GET", "/v1/nothing"), ("PUT", "/v1/customers"), ("GET", "/"),
                             ("POST", "/v1/customers:explode")):
            with self.subTest(method=method, path=path):
                self.assert_error(rest.call(method, path), 404, 5, method, path,
                                  reason="NO_SUCH_METHOD")

    def test_all_violations_at_once(self):
        answer = self.post({"type": "ORGANIZATION", "person": {"wechat": "w"},
                            "emails": [{"address": "no at sign"}]})
        self.assert_error(answer, 400, 3)
        fields = {v["field"] for v in answer.detail("BadRequest")["fieldViolations"]}
        self.assertGreaterEqual(len(fields), 3, fields)
        self.assertTrue(any("display_name" in field for field in fields), fields)
        self.assertTrue(any("emails[0]" in field for field in fields), fields)

    def test_bad_filter_order_mask_and_name(self):
        for query, text in (({"filter": "owner ="}, "filter"), ({"order_by": "note"}, "note"),
                            ({"page_size": -1}, "page_size"), ({"page_token": "x"}, "page_token")):
            with self.subTest(query=query):
                self.assert_error(rest.call("GET", "/v1/customers", query=query), 400, 3, text)
        name = rest.ok("POST", "/v1/customers",
                       {"type": "ORGANIZATION", "displayName": "Mask Ltd"})["name"]
        self.assert_error(rest.call("PATCH", f"/v1/{name}", {}, query={"update_mask": "bogus"}),
                          400, 3, "bogus")
        self.assert_error(rest.call("GET", "/v1/customers/not-a-uuid"), 400, 3, "name")

    def test_oversize_body(self):
        self.assert_error(self.post({"type": "ORGANIZATION", "note": "x" * (2 << 20)}), 413, 3,
                          "1 MiB", reason="BODY_TOO_LARGE")

    def test_oversize_headers(self):
        answer = rest.call("GET", "/v1/customers", headers={"x-filler": "x" * 20000})
        self.assert_error(answer, 431, 3, "12 KiB", reason="HEADERS_TOO_LARGE")

    def test_deadline(self):
        answer = rest.call("GET", "/v1/customers", headers={"grpc-timeout": "1u"})
        self.assert_error(answer, 504, 4, "deadline", reason="DEADLINE_EXCEEDED")

    def test_stale_etag(self):
        made = rest.ok("POST", "/v1/customers",
                       {"type": "ORGANIZATION", "displayName": "Stale Ltd"})
        answer = rest.call("PATCH", f"/v1/{made['name']}", {"etag": "77", "city": "Bern"},
                           query={"update_mask": "city"})
        self.assert_error(answer, 409, 10, "etag", made["name"], reason="STALE_ETAG")


class Tokens(ErrorCase):

    def get(self, authorization):
        headers = {"authorization": authorization} if authorization else {}
        return http_client.call(system.port(), "GET", "/v1/customers", None, headers)

    def test_missing(self):
        answer = self.get(None)
        self.assert_error(answer, 401, 16, "Jwt is missing", reason="TOKEN_REFUSED")
        self.assertTrue(answer.headers["www-authenticate"].startswith("Bearer"))

    def test_malformed(self):
        for authorization in ("Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer "):
            with self.subTest(authorization):
                self.assert_error(self.get(authorization), 401, 16)

    def test_expired(self):
        self.assert_error(self.get(f"Bearer {jwt_tools.expired()}"), 401, 16, "expired")

    def test_changed_claims_with_the_old_signature(self):
        head, _, signature = system.token().split(".")
        claims = jwt_tools.forge({"tenant": str(uuid.uuid4())}).split(".")[1]
        self.assert_error(self.get(f"Bearer {head}.{claims}.{signature}"), 401, 16,
                          "verification fails")

    def test_signed_by_somebody_else(self):
        with tempfile.TemporaryDirectory() as folder:
            forged = jwt_tools.forge({}, jwt_tools.new_key(folder))
        self.assert_error(self.get(f"Bearer {forged}"), 401, 16, "verification fails")

    def test_another_issuer_or_audience_or_no_expiry(self):
        self.assert_error(self.get(f"Bearer {jwt_tools.forge({'iss': 'https://evil'})}"), 401, 16)
        self.assert_error(self.get(f"Bearer {jwt_tools.forge({'aud': 'somebody'})}"), 401, 16,
                          reason="TOKEN_FOR_ANOTHER_AUDIENCE")
        self.assert_error(self.get(f"Bearer {jwt_tools.forge({'exp': None})}"), 401, 16)

    def test_algorithm_none(self):
        head = jwt_tools.encode(b'{"alg":"none"}')
        claims = system.token().split(".")[1]
        self.assert_error(self.get(f"Bearer {head}.{claims}."), 401, 16)


class Tenants(ErrorCase):
    """What one company has, another cannot see, change, or find out."""

    @classmethod
    def setUpClass(cls):
        cls.made = rest.ok("POST", "/v1/customers", {
            "type": "ORGANIZATION", "displayName": f"Secret {uuid.uuid4().hex[:8]}"})
        cls.path = f"/v1/{cls.made['name']}"

    def test_every_way_to_a_foreign_row_is_not_found(self):
        for method, path, body in (
                ("GET", self.path, None), ("DELETE", self.path, None),
                ("PATCH", self.path, {"displayName": "Mine"}),
                ("POST", f"{self.path}:undelete", {}),
                ("POST", f"{self.path}:transferOwnership", {"owner": f"users/{uuid.uuid4()}"}),
                ("POST", f"{self.path}/contacts", {"displayName": "Mole"}),
                ("GET", f"/v1/customers:batchGet?names={self.made['name']}", None)):
            with self.subTest(method=method, path=path):
                self.assert_error(rest.call(method, path, body, who="other"), 404, 5,
                                  reason="CUSTOMER_NOT_FOUND")
        self.assertEqual(rest.ok("GET", self.path), self.made)

    def test_lists_and_searches_hold_own_rows_only(self):
        listed = rest.ok("GET", "/v1/customers", query={"page_size": 1000}, who="other")
        self.assertNotIn(self.made["name"], str(listed))
        found = rest.ok("GET", "/v1/customers:search",
                        query={"query": self.made["displayName"]}, who="other")
        self.assertEqual(found.get("customers", []), [])

    def test_the_same_id_is_another_row_in_another_tenant(self):
        id = self.made["name"].split("/")[1]
        mine = rest.ok("POST", "/v1/customers", {"type": "PERSON", "displayName": "Namesake"},
                       query={"customer_id": id}, who="other")
        self.assertEqual(mine["name"], self.made["name"])
        self.assertEqual(rest.ok("GET", self.path), self.made)


if __name__ == "__main__":
    unittest.main()
