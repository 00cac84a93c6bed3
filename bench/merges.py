"""How long two customers with many children take to become one, and two again."""

import statistics
import time
import uuid

import demo
from console import timed
from rest_client import Client
from settings import Settings

ROUNDS = 5
CHILDREN = 1000
AT_ONCE = 100
POLL_SECONDS = 0.01
MAX_SECONDS = 0.5


def measure(settings: Settings, client: Client) -> list[dict]:
    """From the call until everything of both has moved, by the state of the merge."""
    owner = client.of(lambda port: demo.token(settings, port, demo.ADMINISTRATOR))
    merges, undoings = [], []
    with timed("bench", "merges of two customers with many children"):
        for _ in range(ROUNDS):
            keeps, goes = _new_customer(owner), _new_customer(owner)
            begun = time.monotonic()
            merge = owner.post(f"/v1/{keeps}:merge", {"merged": [goes], "keepOwnerOf": keeps})
            merge = merge["customerMerge"]["name"]
            _wait(owner, merge, "DONE")
            merges.append(time.monotonic() - begun)
            begun = time.monotonic()
            owner.post(f"/v1/{merge}:undo", {})
            _wait(owner, merge, "UNDONE")
            undoings.append(time.monotonic() - begun)
    return [_figure(f"a merge of two customers with {CHILDREN:,} contacts each", merges),
            _figure("the same undone", undoings)]


def _figure(name: str, seconds: list[float]) -> dict:
    took = statistics.median(seconds)
    return {"name": name, "ours": took, "limit": MAX_SECONDS, "unit": "s",
            "ratio": MAX_SECONDS / took, "goal": 1}


def _new_customer(client: Client) -> str:
    """With CHILDREN contacts."""
    tail = uuid.uuid4().hex[:8]
    name = client.post("/v1/customers", {"type": "ORGANIZATION",
                                         "displayName": f"合并{tail}"})["name"]
    for first in range(0, CHILDREN, AT_ONCE):
        client.post(f"/v1/{name}/contacts:batchCreate", {"requests": [
            {"parent": name, "contact": {"displayName": f"联系人{first + i}"}}
            for i in range(AT_ONCE)]})
    return name


def _wait(client: Client, merge: str, state: str) -> None:
    while client.get(f"/v1/{merge}")["state"] != state:
        time.sleep(POLL_SECONDS)
