"""The demo tenant: a made-up company of ten, its programs, and tokens for them.

The gateway makes the tenant out of a bootstrap file that this module writes, with random passwords,
readable for its owner alone. The same file is where tokens get their passwords from. The services'
own accounts stand in it, too.
"""

import json
import pathlib
import secrets
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import Optional

import processes
import services
from console import StepFailed, TryLater, say
from rest_client import Client, Taken
from settings import ROOT, Settings

TENANT = "demo"
CLIENT = "dev"

DEPARTMENTS = [
    {"code": "company", "display_name": "示例公司 Demo"},
    {"code": "sales-east", "display_name": "华东销售部 Sales East", "parent": "company"},
    {"code": "sales-south", "display_name": "华南销售部 Sales South", "parent": "company"},
    {"code": "operations", "display_name": "运营部 Operations", "parent": "company"},
]
# Login name, display name, department, manager, role. Managers stand before those whom they manage.
PEOPLE = [
    ("lin", "林晓", "company", None, "administrator"),  # managing director
    ("zhao", "赵明", "sales-east", "lin", "sales-manager"),
    ("amelia", "Amelia Hartley", "sales-south", "lin", "sales-manager"),
    ("chen", "陈爱丽", "sales-east", "zhao", "salesperson"),
    ("sun", "孙浩", "sales-east", "zhao", "salesperson"),
    ("qian", "钱雪", "sales-east", "zhao", "salesperson"),
    ("zhou", "周凯", "sales-south", "amelia", "salesperson"),
    ("wu", "吴静", "sales-south", "amelia", "salesperson"),
    ("ben", "Ben Okafor", "sales-south", "amelia", "salesperson"),
    ("zheng", "郑宁", "operations", "lin", "analyst"),  # data steward
]
USERS = [person[0] for person in PEOPLE]
ADMINISTRATOR = USERS[0]  # whose the shipped rules are
# Code, display name, grants, role of its own, whether it keeps a secret. The first is that of
# `./dev token`, which may do everything.
CLIENTS = [
    (CLIENT, "./dev", ["client_credentials", "password", "refresh_token"], "administrator", True),
    ("erp", "ERP 集成 Integration", ["client_credentials"], "integration", True),
    ("console", "浏览器 Browser", ["password", "refresh_token"], None, False),
]


def bootstrap_file(settings: Settings) -> pathlib.Path:
    """The file for `gateway --bootstrap_file`; made if there is none, and completed if it is older."""
    path = settings.secrets / "demo-tenant.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    content = _content(stored)
    if content != stored:
        processes.write_atomically(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n",
                                   mode=0o600)
    return path


def service_secret_file(settings: Settings, service: services.Service) -> pathlib.Path:
    """The file with the secret of a service's own account, by which it asks who may do what."""
    accounts = json.loads(bootstrap_file(settings).read_text(encoding="utf-8"))["services"]
    [secret] = [one["secret"] for one in accounts if one["name"] == service.name]
    path = settings.secrets / f"{service.short}-account.secret"
    if not path.exists() or path.read_text(encoding="utf-8") != secret:
        processes.write_atomically(path, secret, mode=0o600)
    return path


def _content(stored: dict) -> dict:
    """What the file should hold: passwords and secrets of those that it has stay."""
    [tenant] = stored.get("tenants", [{}])
    passwords = {user["username"]: user["password"] for user in tenant.get("users", [])}
    known = {client["code"]: client.get("secret") for client in tenant.get("clients", [])}
    accounts = {service["name"]: service["secret"] for service in stored.get("services", [])}
    users = [{"username": name, "display_name": display_name, "department": department,
              "roles": [role], "password": passwords.get(name) or secrets.token_urlsafe(18),
              **({"manager": manager} if manager else {})}
             for name, display_name, department, manager, role in PEOPLE]
    clients = [{"code": code, "display_name": display_name, "grants": grants,
                "roles": [role] if role else [],
                **({"secret": known.get(code) or _secret()} if confidential else {})}
               for code, display_name, grants, role, confidential in CLIENTS]
    return {
        "services": [{"name": service.name, "secret": accounts.get(service.name) or _secret()}
                     for service in services.ALL if service is not services.GATEWAY],
        "tenants": [{"code": TENANT, "display_name": "示例公司 Demo", "departments": DEPARTMENTS,
                     "users": users, "clients": clients}],
    }


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


def _secret() -> str:
    return "gxs_" + secrets.token_urlsafe(32)


def make_calendar(client: Client) -> None:
    """Gives the tenant the working calendar of China, unless it has one or had one."""
    if not client.get("/v1/workCalendars?pageSize=1&showDeleted=true"):
        calendar = (ROOT / "examples/china-2025-2026.json").read_text(encoding="utf-8")
        client.post(f"/v1/workCalendars?requestId={uuid.uuid4()}", json.loads(calendar))


def make_rules(client: Client) -> None:
    """Gives the tenant the rules of examples/demo-rules.json, and the tags that they give.

    `client` is a person's: a rule acts as its owner, who alone enables it. What is there stays as
    people have made it, and what they have deleted does not come back.
    """
    examples = json.loads((ROOT / "examples/demo-rules.json").read_text(encoding="utf-8"))
    missing = [f"tags/{example['tagId']}" for example in examples["tags"]
               if not _has_tag(client, example)]
    for example in examples["rules"]:
        if not any(tag in json.dumps(example) for tag in missing):
            make_rule(client, example)


def _has_tag(client: Client, example: dict) -> bool:
    """Whether the tenant has the tag, which is made if it never had it."""
    found = client.find(f"/v1/tags/{example['tagId']}")
    if found is not None:
        return "deleteTime" not in found
    try:
        client.post(f"/v1/tags?tagId={example['tagId']}&requestId={uuid.uuid4()}", example["tag"])
    except Taken:
        say("demo", f"there is another tag {example['tag']['displayName']}: rules about ours are "
            "left out")
        return False
    return True


def make_rule(client: Client, example: dict) -> None:
    """Makes the rule if the tenant never had it, and enables it if nobody has paused it."""
    path = f"/v1/automationRules/{example['automationRuleId']}"
    rule = client.find(path)
    if rule is None:
        rule = client.post(f"/v1/automationRules?automationRuleId={example['automationRuleId']}"
                           f"&requestId={uuid.uuid4()}", example["automationRule"])
    if rule.get("pauseReason") == "NEW" and "deleteTime" not in rule:
        client.post(f"{path}:enable", {"requestId": str(uuid.uuid4())})
