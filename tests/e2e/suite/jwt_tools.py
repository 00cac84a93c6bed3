"""Takes tokens apart and makes wrong ones, with nothing but the openssl command."""
import base64
import json
import pathlib
import subprocess
import time
from typing import Optional

import system


def decode(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def header_of(token: str) -> dict:
    return decode(token.split(".")[0])


def claims_of(token: str) -> dict:
    return decode(token.split(".")[1])


def signing_key() -> pathlib.Path:
    """The gateway's own key: only this test's stack is open to us."""
    return min((system.SETTINGS.secrets / "signing-keys").glob("*.pem"))


def new_key(folder: str) -> pathlib.Path:
    path = pathlib.Path(folder) / "key.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-out", path], check=True, capture_output=True)
    return path


def forge(changes: dict, key: Optional[pathlib.Path] = None) -> str:
    """A valid token of the demo tenant with some claims changed (None: taken out), signed anew."""
    real = system.token()
    claims = {**claims_of(real), **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    signed = f"{real.split('.')[0]}.{encode(json.dumps(claims).encode())}"
    der = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key or signing_key()],
                         input=signed.encode(), check=True, capture_output=True).stdout
    return f"{signed}.{encode(raw_signature(der))}"


def expired() -> str:
    now = int(time.time())
    return forge({"iat": now - 700, "exp": now - 400})


def raw_signature(der: bytes) -> bytes:
    """r and s out of SEQUENCE { INTEGER r, INTEGER s }."""
    numbers, at = [], 2
    for _ in range(2):
        length = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2:at + 2 + length], "big"))
        at += 2 + length
    return b"".join(number.to_bytes(32, "big") for number in numbers)
