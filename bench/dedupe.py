"""How well doubles are found, and how fast among the customers of a stack."""

import json
import pathlib
import random
import statistics
import subprocess
import time

import demo
import toolchain
from console import StepFailed, timed
from rest_client import Client
from settings import Settings

QUALITY = "//bench:dedupe"
# Sets with known answers, beside the checkout (its README says where they come from).
SETS = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "dedupe"

LOOKS = 300
MAX_LOOK_SECONDS = 0.020
MAX_SCAN_SECONDS = 600.0
SCAN_SIZE = 1_000_000
POLL_SECONDS = 1.0


def measure_quality() -> list[dict]:
    """Against lists of which it is known who is who, without a database."""
    if not SETS.is_dir():
        raise StepFailed(f"{SETS} is not there: the sets are no part of the checkout")
    done = subprocess.run([toolchain.binary(QUALITY), str(SETS)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise StepFailed("the benchmark of doubles failed")
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure_speed(settings: Settings, client: Client) -> list[dict]:
    """A scan of all customers that were loaded, then one incoming record against them."""
    owner = client.of(lambda port: demo.token(settings, port, demo.ADMINISTRATOR))
    with timed("bench", "a scan for doubles"):
        begun = time.monotonic()
        operation = owner.post("/v1/customers:scanDuplicates", {})
        while not operation.get("done"):
            time.sleep(POLL_SECONDS)
            operation = owner.get(f"/v1/{operation['name']}")
        took = time.monotonic() - begun
    if "response" not in operation:
        raise StepFailed(f"the scan failed: {operation.get('error')}")
    customers = int(operation["response"]["customers"])
    # So much time a scan of a million may take for as many as there are.
    limit = MAX_SCAN_SECONDS * customers / SCAN_SIZE
    seconds = _look(owner)
    p99 = statistics.quantiles(seconds, n=100)[-1]
    return [{"name": f"a scan of {customers:,} customers for doubles", "ours": took,
             "limit": limit, "unit": "s", "ratio": limit / took, "goal": 1},
            {"name": f"p99 of one incoming record against {customers:,}", "ours": p99,
             "limit": MAX_LOOK_SECONDS, "unit": "s", "ratio": MAX_LOOK_SECONDS / p99, "goal": 1}]


def _look(client: Client) -> list[float]:
    """How long each of some customers took, stated as if they came in anew."""
    page = client.get("/v1/customers?pageSize=1000")["customers"]
    seconds = []
    for customer in random.Random(18).choices(page, k=LOOKS):
        stated = {"type": customer["type"], "displayName": customer["displayName"],
                  "phones": [{"number": phone["number"]} for phone in customer.get("phones", [])]}
        begun = time.monotonic()
        client.post("/v1/customers:findDuplicates", {"customer": stated})
        seconds.append(time.monotonic() - begun)
    return seconds
