"""What the demo tenant works on leads with: a form on a web page, a scoring model, assignment by
region, a pool, the clock of the first call and rules for follow-ups (examples/demo-leads.json)."""

import json
import uuid

import demo
from console import say
from rest_client import Client, Taken
from settings import ROOT

EXAMPLES = ROOT / "examples/demo-leads.json"


def make(client: Client) -> None:
    """Gives the tenant what it never had of the file.

    `client` is a person's: a rule acts as its owner, who alone enables it. What is there stays as
    people have made it, and what they have deleted does not come back.
    """
    text = EXAMPLES.read_text(encoding="utf-8")
    examples = json.loads(fill(text, _users(client), _calendar(client)))
    for example in examples["requests"]:
        _make(client, example)
    for example in examples["rules"]:
        demo.make_rule(client, example)


def fill(text: str, users: dict[str, str], calendar: str) -> str:
    """The file's text with the names of the tenant's own records where it has places for them."""
    for login, name in users.items():
        text = text.replace(f"{{user:{login}}}", name)
    return text.replace("{calendar}", calendar)


def _users(client: Client) -> dict[str, str]:
    """Names by login name."""
    page = client.get("/v1/users?pageSize=1000")
    return {user["loginName"]: user["name"] for user in page.get("users", [])}


def _calendar(client: Client) -> str:
    """The first working calendar; empty, which means around the clock, if there is none."""
    page = client.get("/v1/workCalendars?pageSize=1&orderBy=create_time")
    return page["workCalendars"][0]["name"] if page.get("workCalendars") else ""


def _make(client: Client, example: dict) -> None:
    path = f"/v1/{example['collection']}"
    found = f"{path}/pools/{example['id']}" if example["idParameter"] == "poolId" else (
        f"{path}/{example['id']}")
    if client.find(found) is not None:
        return
    try:
        client.post(f"{path}?{example['idParameter']}={example['id']}&requestId={uuid.uuid4()}",
                    example["body"])
    except Taken:
        say("demo", f"there is another {example['body']['displayName']} among {path[4:]}")
