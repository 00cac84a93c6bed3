#!/usr/bin/env python3
"""Mutated bodies for the strict JSON check in a real Envoy, beside a reference.

    strict_json_fuzz.py ENVOY DESCRIPTOR_SET MODULE [--bodies N] [--seed N] [--measure]

Each body goes through the check and the transcoder. Python's own JSON parser, made strict, and the
fields of testdata/kinds.proto written down by hand say what is well formed. The check must pass all
that is, and nothing else; whatever it is sent, the answer is the upstream's or a 400 in JSON.

With --measure it prints what the check costs: Envoy's CPU for a typical create with and without.
"""
import argparse
import itertools
import json
import statistics
import sys

from strict_json_bodies import KNOWN, Bodies
from strict_json_envoy import ABORTED, OK, TAKEN, Envoy
from strict_json_reference import reference_takes


def violation(envoy, body):
    """What is wrong with the answer to this body, or None."""
    status, answer = envoy.strict.post(body)
    envoy.taken += status == TAKEN
    if not envoy.alive():
        return "Envoy ended"
    if status not in (TAKEN, 400):
        return f"answered {status}"
    # By the check; the transcoder's own words are no JSON here.
    refused = answer.startswith(b'{"code":')
    good = reference_takes(body)
    if good == refused:
        return f"was refused: {answer[:300]!r}" if refused else "passed the check"
    return wrong_refusal(envoy, body, answer) if refused else None


def wrong_refusal(envoy, body, answer):
    """What is wrong with the check's answer to this body, or None."""
    try:
        message = json.loads(answer)["message"]
    except ValueError:
        return f"has an answer that is no JSON: {answer[:300]!r}"
    # The transcoder drops objects that stand for texts in a map, or for a list.
    dropped = any(place in message for place in ("labels.", "freeList: ", "free_list: "))
    if (" was expected" in message and b'"INVALID_FIELD"' in answer and not dropped
            and envoy.plain.post(body)[0] == TAKEN):
        return f"was refused, but the transcoder takes it: {answer[:300]!r}"
    return None


def run(envoy, seed, count):
    """The first violation among the known bodies and `count` made ones, or None."""
    bodies = Bodies(seed)
    for number, body in enumerate(itertools.chain(KNOWN, (bodies.next() for _ in range(count)))):
        wrong = violation(envoy, body)
        if wrong:
            return f"body {number} of seed {seed} {wrong}\n{body!r}"
    return None


# --- what it costs --------------------------------------------------------------------------------

# 13 members and 330 bytes, like a customer that is created.
TYPICAL = json.dumps({
    "text": "杭州云栖科技有限公司", "bigNumber": "9007199254740993", "isTrue": True, "color": "RED",
    "children": [{"text": "+8657188881234", "names": ["main"]}], "labels": {"erp": "C-1001"},
    "free": {"area": 1200, "segment": "b2b"}, "at": "2026-11-28T10:00:00Z",
    "money": {"currencyCode": "CNY", "units": "10000000"}, "oneText": "note",
}, ensure_ascii=False).encode()


def measure(envoy, rounds=25, requests=1000):
    """Prints Envoy's CPU for a request with the check and without: medians of rounds in turn."""
    costs = {"plain": [], "strict": []}
    for _ in range(rounds):
        for name, connection in (("plain", envoy.plain), ("strict", envoy.strict)):
            before = envoy.cpu_seconds()
            for _ in range(requests):
                if connection.post(TYPICAL)[0] != 200:
                    sys.exit("FAILED: the typical body was refused")
            costs[name].append((envoy.cpu_seconds() - before) / requests * 1e6)
    plain, strict = (statistics.median(costs[name]) for name in ("plain", "strict"))
    print(f"{len(TYPICAL)} bytes: {plain:.0f} us without the check, {strict:.0f} us with it: "
          f"{strict - plain:.0f} us, {(strict / plain - 1) * 100:.0f} %")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("envoy")
    parser.add_argument("descriptor_set")
    parser.add_argument("module")
    parser.add_argument("--bodies", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    envoy = Envoy(options.envoy, options.descriptor_set, options.module,
                  OK if options.measure else ABORTED)
    try:
        if options.measure:
            return measure(envoy)
        found = run(envoy, options.seed, options.bodies)
    finally:
        envoy.close()
    print(found or f"{options.bodies} bodies, {envoy.taken} of them taken")
    failed = found is not None or envoy.taken < options.bodies // 20
    print("FAILED" if failed else "PASSED")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
