"""What rules cost, and how soon an update has its to-do."""

import concurrent.futures
import datetime
import json
import statistics
import subprocess
import time
import urllib.parse

import demo
import toolchain
from console import StepFailed, timed
from rest_client import Client
from settings import Settings

MATCHING = "//bench:rule_matching"

UPDATES_A_SECOND = 200
LOAD_SECONDS = 15.0
CONNECTIONS = 8
DRAIN_SECONDS = 60.0
BATCH = 200
PAGE = 1000
TITLE = "bench: a customer has become VIP"
MAX_SECONDS = 0.5


def measure_matching(_settings: Settings, _client: Client) -> list[dict]:
    """A condition, and an event against 10,000 rules, without a database."""
    done = subprocess.run([toolchain.binary(MATCHING)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise StepFailed("the benchmark of rules failed")
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure_to_do(settings: Settings, client: Client) -> list[dict]:
    """From an update to the to-do that a rule makes of it, by the times that both records have."""
    owner = client.of(lambda port: demo.token(settings, port, demo.ADMINISTRATOR))
    count = int(UPDATES_A_SECOND * LOAD_SECONDS)
    with timed("bench", f"{count} customers"):
        names = _make_customers(client, count)
    rule = owner.post("/v1/automationRules", {
        "displayName": "bench", "resourceType": "guanxi.dev/Customer",
        "trigger": {"record": {"kinds": ["UPDATED"], "fields": ["grade"]}},
        "condition": "grade = VIP", "owner": owner.get("/v1/me")["subject"],
        "actions": [{"todo": {"title": TITLE}}]})["name"]
    owner.post(f"/v1/{rule}:enable", {})
    try:
        with timed("bench", f"{UPDATES_A_SECOND} updates a second"):
            updated = _update(client, names)
        made = _wait_for_todos(client, count)
    finally:
        owner.post(f"/v1/{rule}:pause", {})
    delays = [(made[name] - updated[name]).total_seconds() for name in names]
    p95 = statistics.quantiles(delays, n=20)[-1]
    return [{"name": f"p95 from an update to its to-do at {UPDATES_A_SECOND} updates a second",
             "ours": p95, "limit": MAX_SECONDS, "unit": "s", "ratio": MAX_SECONDS / p95, "goal": 1}]


def _make_customers(client: Client, count: int) -> list[str]:
    names = []
    for first in range(0, count, BATCH):
        made = client.post("/v1/customers:batchCreate", {"requests": [
            {"customer": {"type": "ORGANIZATION", "displayName": f"rules {number}"}}
            for number in range(first, min(first + BATCH, count))]})
        names += [customer["name"] for customer in made["customers"]]
    return names


def _update(client: Client, names: list[str]) -> dict[str, datetime.datetime]:
    """When each was updated, each begun on time if it can be."""
    begun = time.monotonic()

    def update(number: int) -> tuple[str, datetime.datetime]:
        time.sleep(max(0.0, begun + number / UPDATES_A_SECOND - time.monotonic()))
        name = names[number]
        answer = client.post("/v1/customers:batchUpdate", {"requests": [
            {"customer": {"name": name, "grade": "VIP"}, "updateMask": "grade"}]})
        return name, _time(answer["customers"][0]["updateTime"])

    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        updated = dict(pool.map(update, range(len(names))))
    if time.monotonic() - begun > 1.2 * LOAD_SECONDS:
        raise StepFailed(f"{UPDATES_A_SECOND} updates a second are too many for this machine")
    return updated


def _wait_for_todos(client: Client, count: int) -> dict[str, datetime.datetime]:
    """When the to-do of each customer was made, once there are so many."""
    end = time.monotonic() + DRAIN_SECONDS
    while True:
        made, token = {}, ""
        while True:
            page = client.get("/v1/todos?" + urllib.parse.urlencode(
                {"pageSize": PAGE, "pageToken": token, "orderBy": "create_time desc"}))
            made.update({todo["subject"]: _time(todo["createTime"])
                         for todo in page.get("todos", []) if todo["title"] == TITLE})
            token = page.get("nextPageToken", "")
            if not token:
                break
        if len(made) >= count:
            return made
        if time.monotonic() > end:
            raise StepFailed(f"{len(made)} of {count} to-dos were made")
        time.sleep(1)


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
