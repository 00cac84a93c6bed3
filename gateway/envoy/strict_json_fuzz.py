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
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

# --- the reference --------------------------------------------------------------------------------

FREE, ANY, LEAF_VALUE = "free", "any", None
LEAF = {"text": LEAF_VALUE, "bigNumber": LEAF_VALUE}
KINDS = {name: LEAF_VALUE for name in (
    "text", "bigNumber", "isTrue", "color", "oneText", "rawBytes", "names", "ratio")}
KINDS.update(
    child=KINDS, children=KINDS, labels=("map", LEAF_VALUE), namedLeaves=("map", LEAF),
    byNumber=("map", KINDS), free=FREE, freeValue=FREE, freeList=FREE, any=ANY, oneLeaf=LEAF,
    at={"seconds": None, "nanos": None}, howLong={"seconds": None, "nanos": None},
    fieldMask={"paths": None}, wrapped={"value": None},
    money={"currencyCode": None, "units": None, "nanos": None},
    date={"year": None, "month": None, "day": None})
TYPES = {"edge_test.Kinds": KINDS, "edge_test.Leaf": LEAF}
MAX_DEPTH = 32


class Refused(Exception):
    pass


class Members(list):
    """An object of JSON: its (name, value) pairs in order."""


def refuse_constant(name):
    raise Refused(name)


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def check_text(text):
    if any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise Refused("surrogate")


def check(value, shape, depth):
    if isinstance(value, str):
        check_text(value)
    if isinstance(value, (list, Members)) and depth >= MAX_DEPTH:
        raise Refused("depth")
    if isinstance(value, Members):
        check_object(value, shape, depth + 1)
    elif isinstance(value, list):
        for element in value:
            check(element, shape, depth + 1)


def check_object(members, shape, depth):
    if shape == ANY:
        named = [value for name, value in members if name == "@type" and isinstance(value, str)]
        message = TYPES.get(named[-1].rpartition("/")[2]) if named else None
        shape = FREE if message is None else {"@type": None, "value": message, **message}
    seen = set()
    for name, value in members:
        check_text(name)
        child = FREE
        if isinstance(shape, dict):
            spelled = {field: field for field in shape} | {snake(field): field for field in shape}
            if name not in spelled:
                raise Refused("unknown")
            name = spelled[name]
            child = shape[name] or FREE
        elif isinstance(shape, tuple):
            child = shape[1] or FREE
        if name in seen:
            raise Refused("twice")
        seen.add(name)
        check(value, child, depth)


def reference_takes(body):
    if not body:
        return True
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=Members, parse_int=str,
                           parse_float=str, parse_constant=refuse_constant)
        if not isinstance(value, Members):
            return False
        check(value, KINDS, 0)
    except (ValueError, Refused, RecursionError):
        return False
    return True


# --- bodies ---------------------------------------------------------------------------------------

TEXTS = ["", "a", "关系", "name", "\U0001F600", "a\"b\\c/d", "line\nbreak", "\x7f", "1e5", "null"]
NUMBERS = [0, 1, -1, 2147483647, 0.5, 1e10, -0.0]
TOKENS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"'", b"NaN", b"Infinity", b"-Infinity",
          b"null", b"true", b"nul", b"/*x*/", b"//\n", b"\\ud800", b"\\ud83d\\ude00", b"\\udc00",
          b"\\ud83d\\u0041", b"\\u0061", b"\\u000", b"\\x41", b"\xff", b"\xc0\x80", b"\xed\xa0\x80",
          b"\xf4\x90\x80\x80", b"\xe5\x85", b"\x00", b"\x1f", b"\t", b"\n", b"\xef\xbb\xbf",
          b"\xe2\x80\x8b", b"\xc2\xa0", b"01", b"1.", b".5", b"+1", b"-", b"1e", b"0x1", b"1_0",
          b"True", b",,", b"\x0b", b"\x0c", b"\r"]


class Bodies:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def any_json(self, depth):
        pick = self.random.random()
        if depth > 4 or pick < 0.5:
            return self.random.choice([*TEXTS, *NUMBERS, True, False, None])
        if pick < 0.75:
            return [self.any_json(depth + 1) for _ in range(self.random.randint(0, 3))]
        return {self.random.choice([*TEXTS, "x", "y", "@type"]): self.any_json(depth + 1)
                for _ in range(self.random.randint(0, 3))}

    def value(self, name, shape, depth):
        r = self.random
        plain = {"text": "t", "bigNumber": "9007199254740993", "isTrue": True, "color": "RED",
                 "oneText": "o", "rawBytes": "AAEC", "names": ["a", "b"], "ratio": 0.25,
                 "at": "2026-01-02T03:04:05Z", "howLong": "1.5s", "fieldMask": "text,child.text",
                 "wrapped": "7", "freeList": [1, "x", {"a": None}]}
        if name in plain and r.random() < 0.9:
            return r.choice(TEXTS) if name == "text" else plain[name]
        if name == "any":
            kind = r.choice(list(TYPES))
            members = self.members(TYPES[kind], depth + 1)
            items = [("@type", "type.googleapis.com/" + kind), *members.items()]
            if r.random() < 0.3:
                r.shuffle(items)
            return dict(items)
        if shape == FREE:
            free = self.any_json(depth)
            return free if name == "freeValue" else {"k": free}
        if isinstance(shape, tuple):
            keys = ["1", "2", "-3"] if name == "byNumber" else TEXTS
            return {r.choice(keys): self.value("", shape[1], depth + 1) if shape[1] else "v"
                    for _ in range(r.randint(0, 3))}
        if isinstance(shape, dict):
            message = self.members(shape, depth + 1)
            return [message] * r.randint(0, 2) if name == "children" else message
        return r.choice(NUMBERS[:3])

    def members(self, shape, depth):
        r = self.random
        if depth > 5:
            return {}
        names = [name for name in shape if r.random() < (0.25 if len(shape) > 5 else 0.7)]
        if "oneText" in names and "oneLeaf" in names:
            names.remove("oneLeaf")
        return {snake(name) if r.random() < 0.3 else name: self.value(name, shape[name], depth)
                for name in names}

    def good(self):
        r = self.random
        text = json.dumps(self.members(KINDS, 0), ensure_ascii=r.random() < 0.3,
                          indent=r.choice([None, None, 1]))
        return text.encode()

    def deep(self):
        n = self.random.randint(29, 36)
        opening, closing = self.random.choice(
            [(b'{"a":', b"}"), (b"[", b"]"), (b'{"child":', b"}"), (b'[{"a":', b"}]")])
        inner = b"{}" if b"child" in opening else b"1"
        levels = n // 2 if len(closing) == 2 else n
        name = b"child" if b"child" in opening else b"freeValue"
        return b'{"' + name + b'":' + opening * levels + inner + closing * levels + b"}"

    def mutated(self, body):
        r = self.random
        for _ in range(r.randint(1, 3)):
            at, kind = r.randint(0, len(body)), r.randint(0, 7)
            other = min(len(body), at + r.randint(1, 12))
            if kind == 0:
                body = body[:at] + r.choice(TOKENS) + body[at:]
            elif kind == 1:
                body = body[:at] + body[other:]
            elif kind == 2:
                body = body[:other] + body[at:]
            elif kind == 3:
                body = body[:at] + r.choice(TOKENS) + body[other:]
            elif kind == 4:
                body = body[:at] + bytes([r.randint(0, 255)]) + body[at + 1:]
            elif kind == 5:
                body = self.with_member(body)
            elif kind == 6:
                body = self.with_another_name(body)
            else:
                body = body + r.choice([b"x", b"{}", b",", b"}", b" ", b"\x00", b"\n"])
        return body

    def with_member(self, body):
        """One more member at an opening brace: unknown, or a second one in either spelling."""
        r = self.random
        braces = [i for i, c in enumerate(body) if c == 123]
        if not braces:
            return body
        at = r.choice(braces) + 1
        name = r.choice([*KINDS, *map(snake, KINDS), "nosuch", "Text", "big-number", "x"])
        member = json.dumps(name).encode() + b":" + r.choice([b"null", b"1", b'"a"', b"{}", b"[]"])
        rest = body[at:].lstrip()
        return body[:at] + member + (b"" if rest.startswith(b"}") else b",") + body[at:]

    def with_another_name(self, body):
        r = self.random
        name = r.choice([*KINDS, *map(snake, KINDS)]).encode()
        escaped = b"".join(b"\\u%04x" % c if r.random() < 0.5 else bytes([c]) for c in name)
        unquoted = r.random() < 0.2
        return body.replace(b'"' + name + b'"', escaped if unquoted else b'"' + escaped + b'"', 1)

    def next(self):
        pick = self.random.random()
        if pick < 0.05:
            return self.deep()
        return self.good() if pick < 0.25 else self.mutated(self.good())


# --- Envoy ----------------------------------------------------------------------------------------

TAKEN = 409  # by check and transcoder: what the upstream says becomes this
TYPE = "type.googleapis.com/envoy.extensions.filters."


def configuration(descriptor_set, script, upstream):
    transcoder = {"name": "transcoder", "typed_config": {
        "@type": TYPE + "http.grpc_json_transcoder.v3.GrpcJsonTranscoder",
        "proto_descriptor": descriptor_set, "services": ["edge_test.KindsService"],
        "match_incoming_request_route": True,
        "request_validation_options": {"reject_unknown_method": True}}}
    lua = {"name": "lua", "typed_config": {
        "@type": TYPE + "http.lua.v3.Lua", "default_source_code": {"filename": script}}}
    router = {"name": "router", "typed_config": {"@type": TYPE + "http.router.v3.Router"}}

    buffer = {"name": "buffer", "typed_config": {
        "@type": TYPE + "http.buffer.v3.Buffer", "max_request_bytes": 1 << 20}}
    call = {"match": {"prefix": "/"}, "route": {"cluster": "upstream"}}
    # What stands for the service: trailers alone, so that nothing has to be made of a body.
    answer = {"match": {"prefix": "/"}, "direct_response": {"status": 200},
              "response_headers_to_add": [
                  {"header": {"key": "content-type", "value": "application/grpc"}},
                  {"header": {"key": "grpc-status", "value": "10"}}]}

    def listener(name, filters, route, address):
        return {"name": name, "address": address,
                "filter_chains": [{"filters": [{"name": "http", "typed_config": {
                    "@type": TYPE + "network.http_connection_manager.v3.HttpConnectionManager",
                    "stat_prefix": name, "stream_error_on_invalid_http_message": True,
                    "http_filters": filters,
                    "route_config": {"virtual_hosts": [
                        {"name": "all", "domains": ["*"], "routes": [route]}]}}}]}]}
    tcp = {"socket_address": {"address": "127.0.0.1", "port_value": 0}}
    pipe = {"pipe": {"path": upstream}}
    return {
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 0}}},
        "static_resources": {
            "listeners": [listener("strict", [buffer, lua, transcoder, router], call, tcp),
                          listener("plain", [buffer, transcoder, router], call, tcp),
                          listener("upstream", [router], answer, pipe)],
            "clusters": [{"name": "upstream", "load_assignment": {
                "cluster_name": "upstream",
                "endpoints": [{"lb_endpoints": [{"endpoint": {"address": pipe}}]}]},
                "typed_extension_protocol_options": {
                    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3"
                                 ".HttpProtocolOptions",
                        "explicit_http_config": {"http2_protocol_options": {}}}}}]}}


class Envoy:
    def __init__(self, envoy, descriptor_set, script_text):
        self.taken = 0  # bodies, by check and transcoder
        self._folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self._folder.name)
        (folder / "script.lua").write_text(script_text, encoding="latin-1")
        config = configuration(descriptor_set, str(folder / "script.lua"),
                               str(folder / "upstream"))
        (folder / "envoy.yaml").write_text(json.dumps(config))
        admin = folder / "admin"
        self._process = subprocess.Popen(
            [envoy, "-c", folder / "envoy.yaml", "--disable-hot-restart", "--concurrency", "1",
             "--log-level", "error", "--admin-address-path", admin])
        ports = self._ports(admin)
        self.strict, self.plain = Connection(ports["strict"]), Connection(ports["plain"])

    def _ports(self, admin):
        end = time.monotonic() + 30
        while time.monotonic() < end and self.alive():
            try:
                with urllib.request.urlopen(f"http://{admin.read_text()}/listeners?format=json",
                                            timeout=5) as answer:
                    found = {one["name"]: one["local_address"]["socket_address"]["port_value"]
                             for one in json.load(answer).get("listener_statuses", [])
                             if "socket_address" in one["local_address"]}
                if len(found) == 2:
                    return found
            except OSError:
                pass
            time.sleep(0.02)
        sys.exit("FAILED: Envoy did not start")

    def cpu_seconds(self):
        stat = pathlib.Path(f"/proc/{self._process.pid}/stat").read_text()
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def alive(self):
        return self._process.poll() is None

    def close(self):
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._folder.cleanup()


class Connection:
    """One kept connection; HTTP by hand, which is faster than the library."""

    def __init__(self, port):
        self._port = port
        self._file = None

    def post(self, body):
        for attempt in (1, 2):
            if self._file is None:
                self._file = socket.create_connection(("127.0.0.1", self._port), 10).makefile("rwb")
            try:
                self._file.write(b"POST /kinds HTTP/1.1\r\nhost: x\r\n"
                                 b"content-type: application/json\r\n"
                                 b"content-length: %d\r\n\r\n" % len(body) + body)
                self._file.flush()
                return self._answer()
            except (OSError, ValueError, IndexError):
                self._file = None
                if attempt == 2:
                    return 0, b""

    def _answer(self):
        status = int(self._file.readline().split()[1])
        length, closes = 0, False
        while (line := self._file.readline().strip().lower()):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
            closes = closes or line == b"connection: close"
        body = self._file.read(length)
        if closes:
            self._file = None
        return status, body


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
    if refused:
        try:
            json.loads(answer)
        except ValueError:
            return f"has an answer that is no JSON: {answer[:300]!r}"
    return None


def run(envoy, seed, count):
    """The first violation among `count` bodies, or None."""
    bodies = Bodies(seed)
    for number in range(count):
        body = bodies.next()
        wrong = violation(envoy, body)
        if wrong:
            return f"body {number} of seed {seed} {wrong}\n{body!r}"
    return None


# --- planted faults -------------------------------------------------------------------------------

PLANTS = {
    "unknown members pass": ('fail(depth, "there is no such field", "INVALID_FIELD")',
                             "key = name; key = {}"),
    "members may come twice": ("seen[key] = true", ""),
    "two spellings are two members": ("seen[key] = true", "seen[name] = true"),
    "lone surrogates pass": ('elseif find(s, "^u[dD][89a-fA-F]", p + 1) then',
                             'elseif false then'),
    "any escape passes": ('find(s, "^[\\"\\\\/bfnrt]", p + 1)', 'find(s, "^[^u]", p + 1)'),
    "control characters pass": ('[\\"\\\\%z\\1-\\31]', '[\\"\\\\]'),
    "trailing text passes": ("if p <= #s then", "if false then"),
    "depth has one level more": ("local MAX_DEPTH = 32", "local MAX_DEPTH = 33"),
    "depth has one level less": ("local MAX_DEPTH = 32", "local MAX_DEPTH = 31"),
    "UTF-8 is not checked": ('if not is_utf8(s) then', "if false then"),
    "surrogates pass in UTF-8": ("a == 237 and b > 159", "false"),
    "overlong UTF-8 passes": ("a < 194", "a < 192"),
    "code points end nowhere": ("a == 244 and b > 143", "false"),
    "Any holds anything": ("return object(s, p, {fields = fields}, depth)", "return last"),
    "map keys are fields": ("{value=messages[\"edge_test.Leaf\"]}", "messages[\"edge_test.Leaf\"]"),
    "names with escapes are not read": ("if escapes then name = unescaped(name) end", ""),
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


def measure(envoy, rounds=7, requests=4000):
    """Prints Envoy's CPU for a request with the check and without, each the best of its rounds."""
    best = {}
    for _ in range(rounds):
        for name, connection in (("plain", envoy.plain), ("strict", envoy.strict)):
            before = envoy.cpu_seconds()
            for _ in range(requests):
                if connection.post(TYPICAL)[0] != TAKEN:
                    sys.exit("FAILED: the typical body was refused")
            cost = (envoy.cpu_seconds() - before) / requests * 1e6
            best[name] = min(best.get(name, cost), cost)
    plain, strict = best["plain"], best["strict"]
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
        envoy = Envoy(options.envoy, options.descriptor_set, text)
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
