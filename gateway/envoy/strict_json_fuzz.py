#!/usr/bin/env python3
"""Mutated bodies for the strict JSON check in a real Envoy, beside a reference.

    strict_json_fuzz.py ENVOY DESCRIPTOR_SET SCRIPT [--bodies N] [--seed N] [--plant] [--measure]

Each body goes through the check and the transcoder. Python's own JSON parser, made strict, and the
fields of testdata/kinds.proto written down by hand say what is well formed. The check must pass all
that is, and nothing else; whatever it is sent, the answer is the upstream's or a 400 in JSON.

With --measure it prints what the check costs: Envoy's CPU for a typical create with and without.
With --plant the same is done with faults planted into the script, one after the other: each must
be found.
"""
import argparse
import itertools
import json
import pathlib
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
    # The transcoder drops objects that stand for texts in a map.
    if (" was expected" in message and b'"INVALID_FIELD"' in answer and "labels." not in message
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


# --- planted faults -------------------------------------------------------------------------------

PLANTS = {
    "unknown members pass": ('fail(depth, "there is no such field", "INVALID_FIELD")',
                             "key = name; key = {}"),
    "members may come twice": ("before[key] = numbers[depth]", ""),
    "two spellings are two members": ("before[key] = numbers[depth]",
                                      "before[name or key] = numbers[depth]"),
    "objects of one depth are one": ("objects = objects + 1", ""),
    "objects share what they have seen": ("fields_seen[depth] or {}", "fields_seen[1] or {}"),
    "lone surrogates pass": ('elseif find(s, "^u[dD][89a-fA-F]", p + 1) then',
                             'elseif false then'),
    "any escape passes": ('find(s, "^[\\"\\\\/bfnrt]", p + 1)', 'find(s, "^[^u]", p + 1)'),
    "control characters pass": ('[\\"\\\\%z\\1-\\31]', '[\\"\\\\]'),
    "control characters are plain": ("while c and c >= 32 and", "while c and"),
    "backslashes are plain": ("and c ~= 34 and c ~= 92 do", "and c ~= 34 do"),
    "numbers begin with zeros": ("if c == 48 then", "if false then"),
    "a fraction needs no digit": ("past_digits(s, p + 1) or p end",
                                  "past_digits(s, p + 1) or p + 1 end"),
    "trailing text passes": ("if p <= #s then", "if false then"),
    "depth has one level more": ("local MAX_DEPTH = 32", "local MAX_DEPTH = 33"),
    "depth has one level less": ("local MAX_DEPTH = 32", "local MAX_DEPTH = 31"),
    "UTF-8 is not checked": ("if not is_utf8(s) then", "if false then"),
    "surrogates pass in UTF-8": ("a == 237 and b > 159", "false"),
    "overlong UTF-8 passes": ("a < 194", "a < 192"),
    "code points end nowhere": ("a == 244 and b > 143", "false"),
    "Any holds anything": ("return any_shape_of(message)", "return rest.free, behind - 1"),
    "map keys are fields": ("{value=messages[\"edge_test.Leaf\"],accept=accept.object}",
                            "messages[\"edge_test.Leaf\"]"),
    "values of any type pass": ("accept[c] == false", "false"),
    "words of any kind pass": ("if words then", "if false then"),
    "elements of lists have any type": ("shape = shape.element or shape",
                                        "shape = shape.element and rest.free or shape"),
    "names with escapes are not read": ("if escapes then name = unescaped(name) end", ""),
    "a backslash that is escaped begins an escape": ('s = s:gsub("\\\\\\\\", "\\\\u005c")', ""),
    "the type of an Any is not unescaped": (".type = unescaped(", ".type = ("),
    "Go on past a broken value": ('fail(depth, c and "this is no value of JSON"',
                                  'return p + 1, (c and "this is no value of JSON"'),
}


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
    parser.add_argument("script")
    parser.add_argument("--bodies", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", action="store_true")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    script = pathlib.Path(options.script).read_text("latin-1")
    runs = [("", script)]
    if options.plant:
        for name, (old, new) in PLANTS.items():
            if old not in script:
                sys.exit(f"FAILED: {name}: the script has no {old!r}")
        runs = [(name, script.replace(old, new)) for name, (old, new) in PLANTS.items()]
    failed = 0
    for name, text in runs:
        envoy = Envoy(options.envoy, options.descriptor_set, text,
                      OK if options.measure else ABORTED)
        try:
            if options.measure:
                return measure(envoy)
            found = run(envoy, options.seed, options.bodies)
        finally:
            envoy.close()
        if name:
            print(f"{'found' if found else 'NOT FOUND'}: {name}: {(found or '')[:200]}")
            failed += not found
        else:
            print(found or f"{options.bodies} bodies, {envoy.taken} of them taken")
            failed += found is not None or envoy.taken < options.bodies // 20
    print("FAILED" if failed else "PASSED")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
