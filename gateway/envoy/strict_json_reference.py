"""What the strict JSON check must take: Python's own parser made strict, and the fields of
testdata/kinds.proto written down by hand."""
import json

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
