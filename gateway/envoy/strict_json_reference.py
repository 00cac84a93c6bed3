"""What the strict JSON check must take: Python's own parser made strict, and the fields of
testdata/kinds.proto written down by hand."""
import datetime
import json
import re

# A message is a dictionary, a map a pair, a list an array of one; texts, numbers ... have a name.
FREE, ANY, TEXT, NUMBER, TRUTH, WORD = "free", "any", "text", "number", "truth", "word"
FREE_OBJECT, FREE_LIST = "free object", "free list"  # which hold what is free
# What JSON writes as a text; the transcoder takes objects, too.
STAMP, LENGTH, MASK = {"seconds": NUMBER, "nanos": NUMBER}, {}, {"paths": [TEXT]}
LENGTH.update(STAMP)
TIME = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?"
                  r"(Z|[+-](\d{1,2}):(\d{1,2}))", re.ASCII)
SPAN = re.compile(r"(?=.*\d)[\d.+ -]*s", re.ASCII)
# Of what may be one the transcoder says whether it is.
NUMERAL = re.compile(r"[ +-]*([iInN].*|\d.*[xX].*|[\d.][\d.eE+ -]*)?", re.ASCII | re.DOTALL)
WORDS = {"COLOR_UNSPECIFIED", "RED"}
LEAF = {"text": TEXT, "bigNumber": NUMBER}
WRAPPER = {"value": NUMBER}  # which JSON writes as its value
KINDS = {"text": TEXT, "bigNumber": NUMBER, "isTrue": TRUTH, "color": WORD, "oneText": TEXT,
         "rawBytes": TEXT, "names": [TEXT], "ratio": NUMBER}
KINDS.update(
    child=KINDS, children=[KINDS], labels=("map", TEXT), namedLeaves=("map", LEAF),
    byNumber=("map", KINDS), free=FREE_OBJECT, freeValue=FREE, freeList=FREE_LIST, any=ANY,
    oneLeaf=LEAF,
    at=STAMP, howLong=LENGTH, fieldMask=MASK, wrapped=WRAPPER,
    money={"currencyCode": TEXT, "units": NUMBER, "nanos": NUMBER},
    date={"year": NUMBER, "month": NUMBER, "day": NUMBER})
TYPES = {"edge_test.Kinds": KINDS, "edge_test.Leaf": LEAF}
MAX_DEPTH = 32


class Refused(Exception):
    pass


class Number(str):
    """A number of JSON as it stands there."""


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


def fits(value, shape):
    """Whether the value is one of JSON that a field of this kind may have."""
    if value is None or shape == FREE or shape is WRAPPER:
        return True
    is_text = isinstance(value, str) and not isinstance(value, Number)
    is_number = isinstance(value, Number) or is_text
    if isinstance(shape, list):  # one value stands for a list of it
        return is_array(value) or fits(value, shape[0])
    if is_text and shape is MASK:
        return True
    if is_text and shape is STAMP:
        return is_time(value)
    if is_text and shape is LENGTH:
        return SPAN.fullmatch(value) is not None
    if is_text and shape == NUMBER:
        return NUMERAL.fullmatch(value) is not None
    if shape == FREE_LIST:
        return is_array(value)
    if isinstance(shape, (dict, tuple)) or shape in (ANY, FREE_OBJECT):
        return isinstance(value, Members)
    if shape == WORD and is_text:
        return value in WORDS or value[:1].isdigit() or value[:1] == "-" and value[1:2].isdigit()
    return {TEXT: is_text, NUMBER: is_number, WORD: is_number,
            TRUTH: isinstance(value, bool) or is_text}[shape]


def is_time(text):
    parts = TIME.fullmatch(text)
    if parts is None:
        return False
    *minute, second = (int(part) for part in parts.groups()[:6])
    try:  # a leap second is that of the next minute
        datetime.datetime(*minute, 59 if second == 60 else second)
    except ValueError:
        return False
    return parts[9] is None or int(parts[9]) < 24 and int(parts[10]) < 60


def is_array(value):
    return isinstance(value, list) and not isinstance(value, Members)


def check(value, shape, depth):
    if not fits(value, shape):
        raise Refused("type")
    if isinstance(shape, list) and not is_array(value):
        shape = shape[0]
    if shape in (FREE_OBJECT, FREE_LIST):
        shape = FREE
    if isinstance(value, str):
        check_text(value)
    if isinstance(value, (list, Members)) and depth >= MAX_DEPTH:
        raise Refused("depth")
    if isinstance(value, Members):
        check_object(value, shape, depth + 1)
    elif isinstance(value, list):
        for element in value:
            if isinstance(shape, list):
                check_inner(element, shape[0], depth + 1)
            else:
                check(element, shape, depth + 1)


def check_inner(value, shape, depth):
    """An element, or a map's value: what the transcoder would drop or level is refused."""
    if shape != FREE and (value is None or is_array(value)):
        raise Refused("lost")
    check(value, shape, depth)


def check_object(members, shape, depth):
    if shape == ANY:
        named = [value for name, value in members if name == "@type" and isinstance(value, str)]
        message = TYPES.get(named[-1].rpartition("/")[2]) if named else None
        shape = FREE if message is None else {"@type": FREE, "value": message, **message}
    seen = set()
    for name, value in members:
        check_text(name)
        child = FREE
        if isinstance(shape, dict):
            spelled = {field: field for field in shape} | {snake(field): field for field in shape}
            if name not in spelled:
                raise Refused("unknown")
            name = spelled[name]
            child = shape[name]
        elif isinstance(shape, tuple):
            child = shape[1]
        if name in seen:
            raise Refused("twice")
        seen.add(name)
        (check_inner if isinstance(shape, tuple) else check)(value, child, depth)


def reference_takes(body):
    if not body:
        return True
    try:
        value = json.loads(body.decode("utf-8"), object_pairs_hook=Members, parse_int=Number,
                           parse_float=Number, parse_constant=refuse_constant)
        if not isinstance(value, Members):
            return False
        check(value, KINDS, 0)
    except (ValueError, Refused, RecursionError):
        return False
    return True
