"""The demo tenant: made-up users, an API client, and tokens for them.

The gateway makes the tenant out of a bootstrap file that this module writes
once, with random passwords, readable for its owner alone. The same file is
where tokens get their passwords from.
"""

import json
import pathlib
import secrets
import urllib.error
import urllib.parse
import urllib.request
from typing import Optional

import processes
from console import StepFailed, TryLater
from settings import Settings

TENANT = "demo"
CLIENT = "dev"
USERS = {"lin": "林晓", "zhao": "赵明", "amelia": "Amelia Hartley"}


def bootstrap_file(settings: Settings) -> pathlib.Path:
    """The file for `gateway --bootstrap_file`; made if there is none."""
    path = settings.secrets / "demo-tenant.json"
    if not path.exists():
        content = {"tenants": [{
            "code": TENANT, "display_name": "示例公司 Demo",
            "users": [{"username": name, "display_name": display_name, "password": _password()}
                      for name, display_name in USERS.items()],
            "clients": [{"code": CLIENT, "secret": "gxs_" + secrets.token_urlsafe(32),
                         "grants": ["client_credentials", "password"]}],
        }]}
        processes.write_atomically(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n",
                                   mode=0o600)
    return path


def token(settings: Settings, port: int, user: Optional[str] = None) -> str:
    """A bearer token from the running gateway: of the API client, or of a user by password."""
    tenant = json.loads(bootstrap_file(settings).read_text(encoding="utf-8"))["tenants"][0]
    client = tenant["clients"][0]
    form = {"grant_type": "client_credentials", "client_id": f"{client['code']}@{TENANT}",
            "client_secret": client["secret"]}
    if user is not None:
        passwords = {known["username"]: known["password"] for known in tenant["users"]}
        if user not in passwords:
            raise StepFailed(f"the demo tenant has no user {user}; it has {', '.join(passwords)}")
        form.update(grant_type="password", username=user, password=passwords[user])
    request = urllib.request.Request(f"http://127.0.0.1:{port}/oauth2/token",
                                     data=urllib.parse.urlencode(form).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)["access_token"]
    except urllib.error.HTTPError as error:
        message = (f"the gateway gave no token: HTTP {error.code}: "
                   f"{error.read(500).decode('utf-8', 'replace')}")
        if error.code in (429, 503):
            seconds = error.headers.get("retry-after", "")
            raise TryLater(message, float(seconds) if seconds.isdigit() else 0.0) from None
        raise StepFailed(message) from None
    except OSError as error:
        raise StepFailed(f"the gateway cannot be reached on port {port}: {error}") from None


def _password() -> str:
    return secrets.token_urlsafe(18)
