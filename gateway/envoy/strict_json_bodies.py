"""Bodies for the strict JSON check: good ones of testdata/kinds.proto, deep ones, mutated ones."""
import json
import random

from strict_json_reference import FREE, FREE_OBJECT, KINDS, TEXT, TYPES, snake

TEXTS = ["", "a", "关系", "name", "\U0001F600", "a\"b\\c/d", "line\nbreak", "\x7f", "1e5", "null"]
NUMBERS = [0, 1, -1, 2147483647, 0.5, 1e10, -0.0]
TOKENS = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"'", b"NaN", b"Infinity", b"-Infinity",
          b"null", b"true", b"nul", b"/*x*/", b"//\n", b"\\ud800", b"\\ud83d\\ude00", b"\\udc00",
          b"\\ud83d\\u0041", b"\\u0061", b"\\u000", b"\\x41", b"\xff", b"\xc0\x80", b"\xed\xa0\x80",
          b"\xf4\x90\x80\x80", b"\xe5\x85", b"\x00", b"\x1f", b"\t", b"\n", b"\xef\xbb\xbf",
          b"\xe2\x80\x8b", b"\xc2\xa0", b"01", b"1.", b".5", b"+1", b"-", b"1e", b"0x1", b"1_0",
          b"True", b",,", b"\x0b", b"\x0c", b"\r"]

# What chance finds too seldom: runs of backslashes, and escapes in the type of an Any.
KNOWN = [
    b'{"text":"\xed\xa0\x80"}', b'{"text":"\xc0\x80"}',
    rb'{"text":"\\ud800"}', rb'{"text":"\\\ud800"}', rb'{"free":{"\\\ud800":1}}',
    rb'{"free":{"\\ud83d\u0041":1,"\\ud83dA":2}}',
    rb'{"free":{"\\ud83d\u0041":1,"\\\ud806\udc41":2}}',
    r'{"free":{"\\\ud83d\ude00":1,"\\关":2,"\\\u5173":3}}'.encode(),
    r'{"free":{"\ud83d\ude00":1,"😀":2}}'.encode(), rb'{"free":{"a\nb":1,"a\u000ab":2}}',
    rb'{"any":{"@type":"type.googleapis.com/edge_test.L\u0065af","text":"x"}}',
    rb'{"any":{"@type":"type.googleapis.com/edge_test.L\u0065af","nosuch":"x"}}',
    rb'{"any":{"@type":"type.googleapis.com\u002fedge_test.Leaf","nosuch":"x"}}',
    # What is of another type than its field, and what only looks so.
    rb'{"text":1}', rb'{"text":null}', rb'{"names":"a"}', rb'{"names":["a",1]}', rb'{"names":[[]]}',
    rb'{"names":[null]}', rb'{"isTrue":"true"}', rb'{"isTrue":1}', rb'{"bigNumber":"7"}',
    rb'{"bigNumber":true}', rb'{"color":"BLUE"}', rb'{"color":"R\u0045D"}', rb'{"color":"red"}',
    rb'{"color":1}', rb'{"color":"1"}', rb'{"color":""}', rb'{"color":[]}', rb'{"child":[]}',
    rb'{"child":"x"}', rb'{"children":{}}', rb'{"children":[1]}', rb'{"labels":[]}',
    rb'{"labels":{"a":1}}', rb'{"namedLeaves":{"a":"x"}}', rb'{"at":1}', rb'{"at":{"seconds":1}}',
    rb'{"wrapped":7}', rb'{"wrapped":{"value":7}}', rb'{"any":[]}', rb'{"ratio":"1.5"}',
    rb'{"ratio":false}', rb'{"money":"1 CNY"}', rb'{"rawBytes":7}', rb'{"labels":{"a":null}}',
    # Texts of times, durations and numbers.
    rb'{"at":"2026-01-01"}', rb'{"at":"2026-1-2T3:4:5Z"}', rb'{"at":"2026-02-29T00:00:00Z"}',
    rb'{"at":"2024-02-29T23:59:59.123+08:00"}', rb'{"at":"2026-01-01t00:00:00z"}',
    rb'{"at":"2026-01-01T00:00:60Z"}', rb'{"at":"2026-01-01T00:00:00\u005a"}', rb'{"at":""}',
    rb'{"howLong":"3600"}', rb'{"howLong":"-1.5s"}', rb'{"howLong":"1.s"}', rb'{"howLong":"1h"}',
    rb'{"howLong":".5s"}', rb'{"bigNumber":"many"}', rb'{"bigNumber":"12abc"}',
    rb'{"bigNumber":" 7"}', rb'{"bigNumber":""}', rb'{"ratio":"NaN"}', rb'{"ratio":"0x1p3"}',
    rb'{"ratio":"-Infinity"}', rb'{"ratio":"1,5"}', rb'{"money":{"units":"1.000.000"}}',
    # What would be lost in lists and maps.
    rb'{"names":["a",null,"b"]}', rb'{"names":["a",["b"]]}', rb'{"children":[{},null]}',
    rb'{"children":[[{"text":"a"}]]}', rb'{"namedLeaves":{"a":null}}', rb'{"names":[["a"],["b"]]}',
    rb'{"free":{"a":[null,[null]]},"freeValue":[[null]],"freeList":[null,[1]]}',
    rb'{"freeList":{"a":1}}', rb'{"freeList":"a"}', rb'{"freeList":null}', rb'{"free":[1]}',
    rb'{"free":1}', rb'{"free":null}',
    # Objects within and beside others of their type.
    rb'{"text":"a","child":{"text":"b"},"names":[]}',
    rb'{"text":"a","child":{"text":"b"},"text":"c"}',
    rb'{"children":[{"text":"a"},{"text":"b"}],"oneLeaf":{"text":"c"}}',
    rb'{"free":{"a":{"a":1},"b":[{"a":1},{"a":1}]}}',
    rb'{"free":{"a":{"a":1},"b":[{"a":1,"a":1}]}}',
    rb'{"any":{"@type":"a.test/nosuch.Type","a":[{"a":1}]},"text":"t"}',
    rb'{"any":{"@type":"a.test/edge_test.Kinds","any":{"@type":"a.test/edge_test.Leaf","text":"x"},'
    rb'"text":"t"},"text":"u"}',
    # Numbers.
    rb'{"ratio":-0.5e-3}', rb'{"ratio":1E+05}', rb'{"ratio":0}', rb'{"ratio":10}', rb'{"ratio":-0}',
    rb'{"ratio":-}', rb'{"ratio":1.}', rb'{"ratio":1.e1}', rb'{"ratio":1e}', rb'{"ratio":1e+}',
    rb'{"ratio":00}', rb'{"ratio":-01}', rb'{"ratio":.5}', rb'{"ratio":+1}', rb'{"ratio":1',
    # Blanks, and control characters where none may be.
    b'\r\n\t {\r\n\t"text" :\t"a" ,\n"names" : [ "b" , "c" ]\n}\n', b'{"text":"a\tb"}',
    b'{"te\txt":"a"}', b'{"free":{"a\nb":1}}', b'{"text":"a\x7f"}', b'{\x0b"text":"a"}',
]


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
        if r.random() < 0.01:  # of any type
            return self.any_json(depth)
        plain = {"text": "t", "bigNumber": "9007199254740993", "isTrue": True, "color": "RED",
                 "oneText": "o", "rawBytes": "AAEC", "names": ["a", "b"], "ratio": 0.25,
                 "at": "2026-01-02T03:04:05Z", "howLong": "1.5s", "fieldMask": "text,child.text",
                 "wrapped": "7", "currencyCode": "CNY", "freeList": [1, "x", {"a": None}]}
        if name in plain and r.random() < 0.98:
            return r.choice(TEXTS) if name == "text" else plain[name]
        if name == "any":
            kind = r.choice(list(TYPES))
            members = self.members(TYPES[kind], depth + 1)
            items = [("@type", "type.googleapis.com/" + kind), *members.items()]
            if r.random() < 0.3:
                r.shuffle(items)
            return dict(items)
        if shape in (FREE, FREE_OBJECT):
            free = self.any_json(depth)
            return free if shape == FREE else {"k": free}
        if isinstance(shape, tuple):
            keys = ["1", "2", "-3"] if name == "byNumber" else TEXTS
            return {r.choice(keys): "v" if shape[1] == TEXT else self.value("", shape[1], depth + 1)
                    for _ in range(r.randint(0, 3))}
        if isinstance(shape, list) and isinstance(shape[0], dict):  # of messages
            return [self.members(shape[0], depth + 1)] * r.randint(0, 2)
        if isinstance(shape, dict):
            return self.members(shape, depth + 1)
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
