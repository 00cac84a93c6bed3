"""Attacks by what a REST request says: names beside the path's, bodies that are not read whole."""
import gzip
import unittest
import uuid

import attack_stack
import rest
import system


def setUpModule():
    attack_stack.enter()


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


def create(members: str) -> bytes:
    """The body of a create that is right but for `members`."""
    return f'{{"type":"ORGANIZATION","displayName":"严格{uuid.uuid4().hex}",{members}}}'.encode()


class NamesTest(attack_stack.AttackCase):
    """The path names A: nothing else in the request may name B."""

    def setUp(self):
        super().setUp()
        self.a, self.b = attack_stack.make_customer(), attack_stack.make_customer()
        self.contact = rest.ok("POST", f"/v1/{self.b}/contacts", {"displayName": "别人的"})["name"]

    def assert_refused(self, method, path, body=None, **query):
        before = [rest.ok("GET", f"/v1/{name}") for name in (self.a, self.b)]
        answer = rest.call(method, path, body, query=query)
        self.assertEqual(answer.status, 400, (method, path, query, body, answer.body[:500]))
        self.assertEqual([rest.ok("GET", f"/v1/{name}") for name in (self.a, self.b)], before)

    def test_a_query_does_not_name_another(self):
        a, b = self.a, self.b
        owner = {"newOwner": f"users/{uuid.uuid4()}"}
        for method, path, body, query in (
                ("GET", f"/v1/{a}", None, {"name": b}),
                ("DELETE", f"/v1/{a}", None, {"name": b}),
                ("PATCH", f"/v1/{a}", {"note": "x"}, {"customer.name": b, "updateMask": "note"}),
                ("POST", f"/v1/{a}:transferOwnership", owner, {"name": b}),
                ("POST", f"/v1/{a}:undelete", {}, {"name": b}),
                ("GET", f"/v1/{a}/contacts", None, {"parent": b}),
                ("GET", f"/v1/{a}/contacts", None, {"parent": "customers/-"}),
                ("POST", f"/v1/{a}/contacts", {"displayName": "x"}, {"parent": b}),
                ("DELETE", f"/v1/{a}/contacts/{uuid.uuid4()}", None, {"name": self.contact}),
                ("GET", f"/v1/{a}/contacts:batchGet", None, {"names": self.contact, "parent": b})):
            with self.subTest(method=method, path=path.replace(a, "A"), query=query):
                self.assert_refused(method, path, body, **query)

    def test_a_query_does_not_override_the_body(self):
        body = {"type": "ORGANIZATION", "displayName": "Body Ltd"}
        for query in ({"customer.display_name": "Query Ltd"}, {"customer.displayName": "Query Ltd"},
                      {"customer.type": "PERSON"}):
            with self.subTest(query=query):
                self.assert_refused("POST", "/v1/customers", body, **query)

    def test_a_body_does_not_name_another(self):
        for method, path, body in (
                ("PATCH", f"/v1/{self.a}", {"name": self.b, "note": "x"}),
                ("POST", f"/v1/{self.a}:transferOwnership",
                 {"name": self.b, "newOwner": f"users/{uuid.uuid4()}"}),
                ("POST", f"/v1/{self.a}:undelete", {"name": self.b}),
                ("POST", f"/v1/{self.a}/contacts:batchCreate",
                 {"parent": self.b, "requests": [{"contact": {"displayName": "x"}}]})):
            with self.subTest(method=method, path=path.replace(self.a, "A")):
                self.assert_refused(method, path, body)


class BodiesTest(attack_stack.AttackCase):

    def assert_refused(self, body, *texts, status=(400,), **headers):
        answer = rest.call("POST", "/v1/customers", body, headers={
            "content-type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()}})
        self.assertIn(answer.status, status, answer.body[:500])
        for text in texts:
            self.assertIn(text, answer.body.decode(), answer.body)

    def test_what_cannot_be_kept_is_refused_by_its_path(self):
        for members, text in (
                ('"nosuch":1', "nosuch"), ('"phone":"1"', "phone"),
                ('"organization":{"website":"","sites":[]}', "sites"),
                ('"phones":[{"number":"13900000000"},{"nr":"1"}]', "nr"),
                ('"note":"a","note":"b"', "note"),
                ('"note":"a","\\u006eote":"b"', "ote"),
                ('"externalIds":{},"external_ids":{}', "external"),
                ('"custom":{"a":"1","a":"2"}', "a"),
                ("note:\"a\"", ""), ("'note':'a'", ""), ('"note":NaN', ""),
                ('"note":Infinity', ""), ('"note":"\\ud800"', ""), ('"note":"\\udc00\\ud800"', ""),
                ('"note":"a",', ""), ('"note":/* */"a"', ""), ('"note":"a"}{"x":1', "")):
            with self.subTest(members):
                self.assert_refused(create(members), text)

    def test_bytes_that_are_no_text_and_depth_are_refused(self):
        for body in (create('"note":"X"').replace(b"X", b"\xff"),
                     create('"note":"X"').replace(b"X", b"\xed\xa0\x80"),
                     create('"note":"X"').replace(b"X", b"\0"),
                     nested(33), nested(90), nested(100_000), b"[" * 100_000,
                     create('"custom":' + "[" * 5000 + "]" * 5000)):
            with self.subTest(body[:60]):
                self.assert_refused(body)

    def test_what_is_far_too_long_is_refused_at_once(self):
        """Within a deadline that making anything of it would pass by minutes."""
        for body, text in (
                (b'{"type":"ORGANIZATION","displayName":"%s\xe4\xb8\xad)"}' % (b"(" * 900_000),
                 "at most 256"),
                (create('"phones":[%s]' % ",".join(['{"number":"1"}'] * 20_000)), "at most 20"),
                (create('"emails":[{"address":"a@b.cn%s"}]' % ("。" * 300_000)), "at most 254")):
            with self.subTest(body[:60]):
                self.assert_refused(body, text)

    def test_other_content_types_are_refused_and_gzip_is_read_or_refused(self):
        body = create('"note":"a"')
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml",
                     "application/json2", "multipart/form-data; boundary=x"):
            with self.subTest(kind):
                self.assert_refused(body, status=(415,), content_type=kind)
        self.assert_refused(gzip.compress(body), status=(200, 415), content_encoding="gzip")
        self.assert_refused(gzip.compress(bytes(64 << 20)), status=(400, 413, 415),
                            content_encoding="gzip")
        self.assertEqual(rest.call("POST", "/v1/customers", body, headers={
            "content-type": "application/json; charset=utf-8"}).status, 200)

    def test_a_typing_mistake_does_not_erase(self):
        name = attack_stack.make_customer(note="keep")
        for body in ({"notes": "new"}, {"Note": "new"}, {"note ": "new"}):
            answer = rest.call("PATCH", f"/v1/{name}", body, query={"updateMask": "note"})
            self.assertEqual(answer.status, 400, answer.body)
        self.assertEqual(rest.ok("GET", f"/v1/{name}")["note"], "keep")

    def test_what_was_right_stays_right(self):
        body = create('"note":"\\ud83d\\ude00","custom":{},"organization":{"website":"https://a.cn"},'
                      '"phones":[{"number":"0571-88881234"}],"aliases":["a"],"external_ids":{}')
        answer = rest.call("POST", "/v1/customers", body)
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.json["note"], "\U0001f600")


class HttpTest(attack_stack.AttackCase):
    """Smaller ones: a wrong request is the client's error, and is told as such."""

    def status(self, path="/v1/customers?pageSize=1", **headers):
        return rest.call("GET", path, headers={
            name.replace("_", "-"): value for name, value in headers.items()}).status

    def test_bytes_that_are_no_text_in_a_path_or_a_query(self):
        for path in ("/v1/customers/%ff", "/v1/customers/%c3%28", "/v1/customers?filter=%ff",
                     "/v1/customers:search?query=%ed%a0%80"):
            with self.subTest(path):
                self.assertEqual(self.status(path), 400)

    def test_a_deadline_beyond_the_limit_is_the_limit(self):
        for deadline in ("2600000H", "99999999H", "99999999S"):
            with self.subTest(deadline):
                self.assertIn(self.status(grpc_timeout=deadline), (200, 400))

    def test_too_many_headers(self):
        self.assertEqual(self.status(x_padding="x" * 20_000, x_more="x" * 20_000), 431)
        self.assertEqual(self.status(**{f"x_{i}": "x" for i in range(150)}), 431)
        self.assertIn(self.status(x_padding="x" * 20_000), (200, 431))

    def test_the_scheme_of_a_token_has_no_case(self):
        token = system.token()
        for scheme in ("bearer", "BEARER", "Bearer"):
            with self.subTest(scheme):
                self.assertEqual(self.status(authorization=f"{scheme} {token}"), 200)

    def test_a_stale_precondition_is_not_ignored(self):
        name = attack_stack.make_customer(note="none")
        rest.ok("PATCH", f"/v1/{name}", {"note": "first"}, query={"updateMask": "note"})
        answer = rest.call("PATCH", f"/v1/{name}", {"note": "second"},
                           query={"updateMask": "note"}, headers={"if-match": '"1"'})
        self.assertIn(answer.status, (400, 409, 412), answer.body)
        self.assertEqual(rest.ok("GET", f"/v1/{name}")["note"], "first")


if __name__ == "__main__":
    unittest.main()
