"""Tokens that nobody issued: refused by the edge, and by each service at its own port."""
import base64
import functools
import hashlib
import hmac
import json
import subprocess
import tempfile
import time
import unittest

import grpc

import http_client
import jwt_tools
import system
from jwt_tools import encode

# A method of each process that takes a token and an empty request.
METHODS = {"gateway": "/guanxi.access.v1.UserService/ListUsers",
           "customer-svc": "/guanxi.customer.v1.CustomerService/ListCustomers",
           "lead-svc": "/guanxi.lead.v1.PipelineService/ListPipelines",
           "workflow-svc": "/guanxi.workflow.v1.TodoService/ListTodos",
           "analytics-svc": "/guanxi.analytics.v1.FactService/GetWatermark"}
# Larger than all headers of a request may be: the edge refuses it before it looks at what it is.
BEYOND_HEADERS = "larger than the edge takes"
# Of a service that has not heard of a key it asks once whether there is a new one, and says so.
KEY_SECONDS = 15


def join(header, claims, sign) -> str:
    """A token: header and claims are JSON, or text as it is; `sign` makes the signature of bytes."""
    parts = [encode((part if isinstance(part, str) else json.dumps(part)).encode())
             for part in (header, claims)]
    signed = ".".join(parts)
    return f"{signed}.{encode(sign(signed.encode()))}"


def openssl(*arguments, data: bytes = b"") -> bytes:
    return subprocess.run(["openssl", *arguments], input=data, check=True,
                          capture_output=True).stdout


def es256(key):
    return lambda data: jwt_tools.raw_signature(openssl("dgst", "-sha256", "-sign", key, data=data))


def hs256(secret: bytes):
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def coordinate(number: bytes) -> str:
    return base64.urlsafe_b64encode(number).rstrip(b"=").decode()


@functools.cache
def attacks() -> dict[str, str]:
    """By name. Made while the gateway is there."""
    real = system.token()
    header, claims = jwt_tools.header_of(real), jwt_tools.claims_of(real)
    ours = jwt_tools.signing_key()
    with tempfile.TemporaryDirectory() as folder:
        theirs = jwt_tools.new_key(folder)
        point = openssl("pkey", "-in", theirs, "-pubout", "-outform", "DER")[-64:]
        return {**_algorithms(header, claims, ours), **_keys(header, claims, ours, theirs, point),
                **_claims(header, claims, ours, theirs), **_forms(real, header, claims, ours)}


def _algorithms(header, claims, ours) -> dict[str, str]:
    nothing = lambda data: b""
    found = {f"alg {alg}": join({**header, "alg": alg}, claims, nothing)
             for alg in ("none", "None", "NONE", "nOnE", "")}
    found["alg none, signed"] = join({**header, "alg": "none"}, claims, es256(ours))
    public = {"PEM": openssl("pkey", "-in", ours, "-pubout"),
              "DER": openssl("pkey", "-in", ours, "-pubout", "-outform", "DER"),
              "JWKS": http_client.call(system.port(), "GET", "/.well-known/jwks.json").body}
    for form, key in public.items():
        found[f"HS256 by the public key as {form}"] = join({**header, "alg": "HS256"}, claims,
                                                           hs256(key))
    found["HS256 by nothing"] = join({**header, "alg": "HS256"}, claims, hs256(b""))
    for alg in ("ES384", "RS256", "PS256", "EdDSA", "es256", 5, None, ["ES256"]):
        found[f"alg {alg!r}"] = join({**header, "alg": alg}, claims, es256(ours))
    return found


def _keys(header, claims, ours, theirs, point) -> dict[str, str]:
    jwk = {"kty": "EC", "crv": "P-256", "x": coordinate(point[:32]), "y": coordinate(point[32:])}
    found = {f"kid {kid!r:.40}": join({**header, "kid": kid}, claims, es256(theirs))
             for kid in ("unknown", "../../../../etc/passwd", "/dev/null", "' OR '1'='1", "a\0b",
                         "", "*", "%00", "http://127.0.0.1/key", "x" * 4000, 7, None, [], {})}
    found["no kid"] = join({name: header[name] for name in header if name != "kid"}, claims,
                           es256(ours))
    found["a key of one's own"] = join(header, claims, es256(theirs))
    for name, value in {"jku": "http://127.0.0.1:1/jwks.json", "x5u": "http://127.0.0.1:1/key.pem",
                        "jwk": jwk, "x5c": [base64.b64encode(point).decode()],
                        "crit": ["exp"], "b64": False, "zip": "DEF", "cty": "JWT"}.items():
        found[f"header {name}"] = join({**header, name: value}, claims, es256(theirs))
        found[f"header {name}, no kid"] = join(
            {"alg": "ES256", "typ": "JWT", name: value}, claims, es256(theirs))
    return found


def _claims(header, claims, ours, theirs) -> dict[str, str]:
    now = int(time.time())
    changes = {
        "expired": {"iat": now - 700, "exp": now - 400},
        "never ends": {"exp": None},
        "ends in a year": {"exp": now + 365 * 86400},
        "not yet valid": {"nbf": now + 3600},
        "issued tomorrow": {"iat": now + 86400, "exp": now + 86700},
        "another issuer": {"iss": "https://evil.example"},
        "no issuer": {"iss": None},
        "another audience": {"aud": "others"},
        "other audiences": {"aud": ["others", "guanxi2"]},
        "no audience": {"aud": None},
        "oversize": {"padding": "x" * 7000},
        BEYOND_HEADERS: {"padding": "x" * 9000},
    }
    return {"large, by a stranger": join(header, {**claims, "padding": "x" * 4500}, es256(theirs)),
            **{name: join(header, {key: value for key, value in {**claims, **change}.items()
                                if value is not None}, es256(ours))
               for name, change in changes.items()}}


def _forms(real, header, claims, ours) -> dict[str, str]:
    first, second, signature = real.split(".")
    admin = encode(json.dumps({**claims, "sub": f"users/{claims['tenant']}"}).encode())
    return {
        "another payload under the signature": f"{first}.{admin}.{signature}",
        "no signature": f"{first}.{second}.",
        "two parts": f"{first}.{second}",
        "four parts": f"{real}.{signature}",
        "a short signature": real[:-8],
        "a signature of zeros": f"{first}.{second}.{encode(bytes(64))}",
        "a signature in DER": join(header, claims,
                                   lambda data: openssl("dgst", "-sha256", "-sign", ours, data=data)),
        "twice the same member": join(
            json.dumps(header)[:-1] + ', "alg": "none"}', claims, es256(ours)),
        "a header that is a list": join([header], claims, es256(ours)),
        "claims that are a text": join(header, '"claims"', es256(ours)),
        "nothing": "",
        "no base64": "a.b.c",
    }


class JwtAttacks(unittest.TestCase):

    def edge(self, token: str) -> tuple:
        answer = http_client.call(system.port(), "GET", "/v1/customers?pageSize=1",
                                  headers={"authorization": f"Bearer {token}"})
        return answer.status, answer.json.get("code")

    def edge_grpc(self, token: str) -> grpc.StatusCode:
        return self.at(system.address(), METHODS["customer-svc"], token)

    def own_port(self, service: str, token: str) -> grpc.StatusCode:
        ports = system.services.ports(system.SETTINGS, system.services.BY_NAME[service])
        address = f"127.0.0.1:{ports['grpc']}"
        code = self.at(address, METHODS[service], token)
        end = time.monotonic() + KEY_SECONDS
        while code == grpc.StatusCode.UNAVAILABLE and time.monotonic() < end:
            time.sleep(0.2)
            code = self.at(address, METHODS[service], token)
        return code

    def at(self, address: str, method: str, token: str) -> grpc.StatusCode:
        with grpc.insecure_channel(address) as channel:
            call = channel.unary_unary(method, lambda request: request, lambda answer: answer)
            try:
                call(b"", timeout=10, metadata=[("authorization", f"Bearer {token}")])
            except grpc.RpcError as error:
                return error.code()
        return grpc.StatusCode.OK

    def assert_edge_refuses(self, name: str, token: str):
        if name == BEYOND_HEADERS:
            self.assertEqual(self.edge(token), (431, 3))
            return
        self.assertEqual(self.edge(token), (401, 16))
        self.assertEqual(self.edge_grpc(token), grpc.StatusCode.UNAUTHENTICATED)

    def test_there_are_many(self):
        self.assertGreater(len(attacks()), 60)

    def test_no_process_is_left_out(self):
        self.assertEqual(set(METHODS), set(system.services.BY_NAME))

    def test_a_good_token_is_taken_everywhere(self):
        self.assertEqual(self.edge(system.token())[0], 200)
        self.assertEqual(self.edge_grpc(system.token()), grpc.StatusCode.OK)
        for service in METHODS:
            self.assertEqual(self.own_port(service, system.token()), grpc.StatusCode.OK, service)

    def test_the_edge_refuses_them(self):
        for name, token in attacks().items():
            with self.subTest(name):
                self.assert_edge_refuses(name, token)

    def test_each_service_refuses_them_at_its_own_port(self):
        for service in METHODS:
            for name, token in attacks().items():
                with self.subTest(name, service=service):
                    self.assertEqual(self.own_port(service, token),
                                     grpc.StatusCode.UNAUTHENTICATED)

    def test_also_while_the_gateway_is_down(self):
        forged, good = attacks(), system.token()
        with system.killed("gateway"):
            self.assertEqual(self.edge(good)[0], 200)
            for name, token in forged.items():
                with self.subTest(name):
                    self.assert_edge_refuses(name, token)
            for service in METHODS:
                if service == "gateway":
                    continue
                self.assertEqual(self.own_port(service, good), grpc.StatusCode.OK, service)
                for name, token in forged.items():
                    with self.subTest(name, service=service):
                        self.assertEqual(self.own_port(service, token),
                                         grpc.StatusCode.UNAUTHENTICATED)


if __name__ == "__main__":
    unittest.main()
