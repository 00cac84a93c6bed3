"""How soon customers come into a large segment and leave it, and how fast one is filled."""

import concurrent.futures
import datetime
import statistics
import time
import urllib.parse

from console import StepFailed, timed
from rest_client import Client
from settings import Settings

MEMBERS = 100_000
UPDATES_A_SECOND = 1000
A_CALL = 100  # customers of one BatchUpdate
LOAD_SECONDS = 20.0
CONNECTIONS = 8
BATCH = 200
PAGE = 1000
FILL_SECONDS = 600.0
DRAIN_SECONDS = 60.0
MAX_SECONDS = 2.0
OUT = "bench-out"
# Who has no industry is in, too.
STAYS = f'NOT (industry:* AND industry = "{OUT}")'


def measure_lag(_settings: Settings, client: Client) -> list[dict]:
    """From an update to the end of the membership that it ends, by the times of both records."""
    count = int(UPDATES_A_SECOND * LOAD_SECONDS)
    mark = f"bench {time.time_ns()}"
    with timed("bench", f"{MEMBERS} customers for a segment"):
        names = _make_customers(client, MEMBERS, mark)
    begun = time.monotonic()
    segment = client.post("/v1/segments", {
        "displayName": mark, "kind": "DYNAMIC", "filter": f'source = "{mark}" AND {STAYS}'})["name"]
    try:
        with timed("bench", "filling the segment"):
            members = _wait_until_filled(client, segment)
        filled = members / (time.monotonic() - begun)
        with timed("bench", "reading what filling it has told"):
            _update(client, names[count:count + A_CALL])  # behind all that
            _wait_for_leavers(client, segment, A_CALL, FILL_SECONDS)
        with timed("bench", f"{UPDATES_A_SECOND} updates a second"):
            updated = _update(client, names[:count])
        left = _wait_for_leavers(client, segment, count + A_CALL, DRAIN_SECONDS)
        if client.get(f"/v1/{segment}").get("memberCount") != str(members - len(left)):
            raise StepFailed("the segment counts other members than it has")
    finally:
        client.delete(f"/v1/{segment}")
    delays = [(left[name] - updated[name]).total_seconds() for name in updated]
    p95 = statistics.quantiles(delays, n=20)[-1]
    return [{"name": f"p95 from an update to a segment of {members:,} members at "
                     f"{UPDATES_A_SECOND:,} updates a second",
             "ours": p95, "limit": MAX_SECONDS, "unit": "s", "ratio": MAX_SECONDS / p95, "goal": 1},
            {"name": "members of a new segment", "ours": filled, "unit": "customers/s"}]


def _make_customers(client: Client, count: int, source: str) -> list[str]:
    def make(first: int) -> list[str]:
        made = client.post("/v1/customers:batchCreate", {"requests": [
            {"customer": {"type": "ORGANIZATION", "displayName": f"segments {number}",
                          "source": source}}
            for number in range(first, min(first + BATCH, count))]})
        return [customer["name"] for customer in made["customers"]]

    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        return [name for names in pool.map(make, range(0, count, BATCH)) for name in names]


def _wait_until_filled(client: Client, segment: str) -> int:
    end = time.monotonic() + FILL_SECONDS
    while True:
        now = client.get(f"/v1/{segment}")
        if now["state"] == "CURRENT":
            return int(now["memberCount"])
        if time.monotonic() > end:
            raise StepFailed(f"the segment has {now.get('memberCount', 0)} members, and is filling")
        time.sleep(0.2)


def _update(client: Client, names: list[str]) -> dict[str, datetime.datetime]:
    """When each was taken out, each call begun on time if it can be."""
    begun = time.monotonic()

    def update(number: int) -> list[tuple[str, datetime.datetime]]:
        at = begun + number * A_CALL / UPDATES_A_SECOND
        time.sleep(max(0.0, at - time.monotonic()))
        answer = client.post("/v1/customers:batchUpdate", {"requests": [
            {"customer": {"name": name, "industry": OUT}, "updateMask": "industry"}
            for name in names[number * A_CALL:(number + 1) * A_CALL]]})
        return [(one["name"], _time(one["updateTime"])) for one in answer["customers"]]

    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        calls = list(pool.map(update, range(len(names) // A_CALL)))
    if time.monotonic() - begun > 1.2 * LOAD_SECONDS:
        raise StepFailed(f"{UPDATES_A_SECOND} updates a second are too many for this machine")
    return dict(one for call in calls for one in call)


def _wait_for_leavers(client: Client, segment: str, count: int,
                      seconds: float) -> dict[str, datetime.datetime]:
    """When each customer left it, once so many have."""
    end = time.monotonic() + seconds
    while True:
        left = _leavers(client, segment)
        if len(left) >= count:
            return left
        if time.monotonic() > end:
            raise StepFailed(f"{len(left)} of {count} have left the segment")
        time.sleep(1)


def _leavers(client: Client, segment: str) -> dict[str, datetime.datetime]:
    left, token = {}, ""
    while True:
        page = client.get("/v1/customers/-/segmentMemberships?" + urllib.parse.urlencode({
            "pageSize": PAGE, "pageToken": token, "orderBy": "create_time", "showDeleted": "true",
            "filter": f'segment = "{segment}" AND delete_time:*'}))
        for one in page.get("segmentMemberships", []):
            left[one["name"].split("/segmentMemberships/")[0]] = _time(one["deleteTime"])
        token = page.get("nextPageToken", "")
        if not token:
            return left


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
