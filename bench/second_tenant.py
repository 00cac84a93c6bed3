"""Another tenant of a running stack, beside the demo's."""

import http.client
import json
import secrets
import urllib.parse

import processes
import services
import stack
from console import StepFailed, TryLater
from rest_client import LATER, Client
from settings import Settings

TOKEN_TIMEOUT = 30.0


def make(settings: Settings, code: str, patience: float = 0.0) -> Client:
    """Makes the tenant, or gives the one that there is another secret; a client that may do all.
    See Client for `patience`."""
    path = settings.secrets / f"{code}-tenant.json"
    secret = "gxs_" + secrets.token_urlsafe(32)  # in the form that is not throttled
    tenant = {"code": code, "display_name": code.capitalize(), "users": [],
              "clients": [{"code": "app", "grants": ["client_credentials"], "secret": secret,
                           "roles": ["administrator"]}]}
    processes.write_atomically(path, json.dumps({"tenants": [tenant]}), mode=0o600)
    services.run_once(settings, services.GATEWAY, f"{code}-tenant", f"--bootstrap_file={path}")
    port = stack.running_port(settings)
    return Client(port, lambda: _token(port, code, secret), patience)


def _token(port: int, code: str, secret: str) -> str:
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": f"app@{code}",
                                   "client_secret": secret})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TOKEN_TIMEOUT)
    try:
        connection.request("POST", "/oauth2/token", form,
                           {"content-type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise TryLater(f"no token: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if answer.status != 200:
        failure = TryLater if answer.status in LATER else StepFailed
        raise failure(f"no token: HTTP {answer.status}: {content[:200]!r}")
    return json.loads(content)["access_token"]
