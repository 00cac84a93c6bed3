"""The OAuth 2.0 token endpoint and the key set."""
import base64
import time
import unittest
import urllib.parse
import uuid

import grpc
from google.api import httpbody_pb2

import http_client
import jwt_tools
import system
from guanxi.access.v1 import token_service_pb2, token_service_pb2_grpc


def client_form(**changes) -> dict:
    return {"grant_type": "client_credentials", "client_id": "robot@e2e-other",
            "client_secret": system.ROBOT_SECRET, **changes}


def user_form(**changes) -> dict:
    return {"grant_type": "password", "client_id": "browser@e2e-other", "username": "mallory",
            "password": "mallory-password", **changes}


class Tokens(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        system.make_other_tenant()

    def assert_refused(self, answer, status: int, error: str):
        self.assertEqual((answer.status, answer.json["error"]), (status, error), answer.body)
        self.assertEqual(set(answer.json), {"error", "error_description"})
        self.assertEqual(answer.headers["content-type"], "application/json")
        self.assertNotIn("x-http-status", answer.headers)

    def test_a_client_gets_a_bearer_token(self):
        answer = system.request_token(client_form())
        self.assertEqual(answer.status, 200)
        self.assertEqual({k: v for k, v in answer.json.items() if k != "access_token"},
                         {"token_type": "Bearer", "expires_in": 300})
        self.assertEqual(answer.headers["cache-control"], "no-store")
        claims = jwt_tools.claims_of(answer.json["access_token"])
        self.assertRegex(claims["sub"], "^clients/[0-9a-f-]{36}$")
        self.assertEqual((claims["aud"], claims["client_id"]), ("guanxi", "robot@e2e-other"))
        self.assertEqual(claims["exp"] - claims["iat"], 300)
        self.assertRegex(claims["jti"], "^[0-9a-f-]{36}$")
        self.assertAlmostEqual(claims["iat"], time.time(), delta=10)

    def test_a_client_may_authenticate_by_header(self):
        basic = base64.b64encode(
            f"robot%40e2e-other:{system.ROBOT_SECRET}".encode()).decode()
        answer = system.request_token({"grant_type": "client_credentials"},
                                      {"authorization": f"Basic {basic}"})
        self.assertEqual(answer.status, 200)

    def test_a_user_gets_a_token_through_a_public_client(self):
        answer = system.request_token(user_form())
        self.assertEqual(answer.status, 200, answer.body)
        claims = jwt_tools.claims_of(answer.json["access_token"])
        self.assertRegex(claims["sub"], "^users/[0-9a-f-]{36}$")

    def test_tokens_differ(self):
        tokens = {system.request_token(client_form()).json["access_token"] for _ in range(3)}
        self.assertEqual(len(tokens), 3)

    def test_errors_are_those_of_rfc_6749(self):
        answer = system.request_token(client_form(client_secret="wrong-secret"))
        self.assert_refused(answer, 401, "invalid_client")
        self.assertTrue(answer.headers["www-authenticate"].startswith("Basic"))
        for form, error in (
                (user_form(password="wrong-password"), "invalid_grant"),
                (user_form(username="nobody"), "invalid_grant"),
                (client_form(grant_type="implicit"), "unsupported_grant_type"),
                (client_form(scope="all"), "invalid_scope"),
                (client_form(client_id=""), "invalid_request"),
                (client_form(grant_type="client_credentials", client_id="browser@e2e-other",
                             client_secret=""), "unauthorized_client")):
            with self.subTest(form=form):
                self.assert_refused(system.request_token(form), 400, error)

    def test_other_content_types_are_refused(self):
        answer = http_client.call(system.port(), "POST", "/oauth2/token", b"{}",
                                  {"content-type": "application/json"})
        self.assert_refused(answer, 400, "invalid_request")

    def test_guessing_is_slowed_down(self):
        form = user_form(username=f"guess-{uuid.uuid4().hex[:8]}", password="guess-guess")
        statuses = [system.request_token(form).status for _ in range(10)]
        self.assertEqual(statuses, [400] * 10)
        answer = system.request_token(form)
        self.assert_refused(answer, 429, "temporarily_unavailable")
        self.assertGreaterEqual(int(answer.headers["retry-after"]), 1)
        self.assertEqual(system.request_token(user_form()).status, 200)

    def refresh(self, token: str):
        return system.request_token({"grant_type": "refresh_token",
                                     "client_id": "browser@e2e-other", "refresh_token": token})

    def test_a_user_gets_new_tokens_by_refresh_tokens_each_of_which_serves_once(self):
        first = system.request_token(user_form()).json
        second = self.refresh(first["refresh_token"])
        self.assertEqual(second.status, 200, second.body)
        claims = [jwt_tools.claims_of(answer["access_token"]) for answer in (first, second.json)]
        self.assertEqual(claims[0]["sid"], claims[1]["sid"])
        self.assertEqual(claims[0]["sub"], claims[1]["sub"])
        self.assertNotEqual(first["refresh_token"], second.json["refresh_token"])
        # One that comes again ends the family.
        self.assert_refused(self.refresh(first["refresh_token"]), 400, "invalid_grant")
        self.assert_refused(self.refresh(second.json["refresh_token"]), 400, "invalid_grant")

    def test_a_revoked_token_ends_its_session(self):
        issued = system.request_token(user_form()).json
        for token in ("unknown", issued["access_token"], issued["access_token"]):
            answer = http_client.call(
                system.port(), "POST", "/oauth2/revoke",
                urllib.parse.urlencode({"token": token, "client_id": "browser@e2e-other"}).encode(),
                {"content-type": "application/x-www-form-urlencoded"})
            self.assertEqual((answer.status, answer.json), (200, {}))
        self.assert_refused(self.refresh(issued["refresh_token"]), 400, "invalid_grant")

    def test_clients_find_the_endpoints(self):
        answer = http_client.call(system.port(), "GET", "/.well-known/oauth-authorization-server")
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers["content-type"], "application/json")
        self.assertTrue(answer.json["token_endpoint"].endswith("/oauth2/token"))
        self.assertIn("private_key_jwt", answer.json["token_endpoint_auth_methods_supported"])

    def test_the_key_set_holds_the_key_that_signs(self):
        answer = http_client.call(system.port(), "GET", "/.well-known/jwks.json")
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers["content-type"], "application/jwk-set+json")
        self.assertEqual(answer.headers["cache-control"], "public, max-age=60")
        kid = jwt_tools.header_of(system.token())["kid"]
        [key] = [key for key in answer.json["keys"] if key["kid"] == kid]
        self.assertEqual((key["kty"], key["crv"]), ("EC", "P-256"))
        self.assertNotIn("d", key)  # the private part

    def test_native_grpc_sees_the_http_status_as_metadata(self):
        with grpc.insecure_channel(system.address()) as channel:
            stub = token_service_pb2_grpc.TokenServiceStub(channel)
            form = httpbody_pb2.HttpBody(content_type="application/x-www-form-urlencoded",
                                         data=b"grant_type=client_credentials&client_id=a@b")
            body, call = stub.IssueToken.with_call(
                token_service_pb2.IssueTokenRequest(form=form))
        self.assertIn(b"invalid_client", body.data)
        self.assertEqual(dict(call.initial_metadata())["x-http-status"], "401")


if __name__ == "__main__":
    unittest.main()
