#!/usr/bin/env python3
"""Faults planted into the strict JSON check, one after the other: the fuzzer must find each.

    strict_json_plant.py FOLDER [--bodies N] [--seed N]

FOLDER has the check's sources. They are compiled with each fault, and answer the bodies that
strict_json_fuzz.py sends through Envoy; the reference is the same.
"""
import argparse
import itertools
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

from strict_json_bodies import KNOWN, Bodies
from strict_json_reference import reference_takes

PARTS = ["answer", "json_check", "json_kinds", "json_members", "json_text", "json_walk", "utf8"]

# File, what stands there, and the fault in its place.
PLANTS = {
    "unknown members pass": ("json_members", 'return Fail(depth, "there is no such field", '
                             "kInvalidField);", "*shape = kFree; return true;"),
    "members may come twice": ("json_members", "frame->given[number] = true;", ""),
    "any names may come twice": ("json_members", "!frame->names.Add(name)", "false"),
    "two spellings are two members": ("json_members", "number = field->number;",
                                      "number = static_cast<size_t>(field - "
                                      "frame->fields().fields.begin());"),
    "objects of one depth are one": ("json_walk", "frame.given.reset();", ""),
    "names of one depth are one": ("json_walk", "frame.names.Clear();", ""),
    "lone surrogates pass": ("json_text", "return pair ? 12 : 0;", "return pair ? 12 : 6;"),
    "a high half is enough": ("json_text", "IsLowHalf(HexAt(text, place + 8))", "true"),
    "any escape passes": ("json_text", 'std::strchr("\\"\\\\/bfnrt", kind) != nullptr',
                          "kind != 'u'"),
    "control characters are plain": ("json_text", "return c >= 0x20 &&", "return c >= 0 &&"),
    "backslashes are plain": ("json_text", " && c != '\\\\';", ";"),
    "numbers begin with zeros": ("json_text", "ByteAt(text, place) == '0' ? place + 1 :", ""),
    "a fraction needs no digit": ("json_text",
                                  "== '.' && IsDigit(ByteAt(text, place + 1))", "== '.'"),
    "an exponent needs no digit": ("json_text", "IsDigit(ByteAt(text, digits)) ?", "true ?"),
    "trailing text passes": ("json_walk", "if (rest == text_.size())", "if (true)"),
    "depth has one level more": ("json_check.h", "kMaxDepth = 32", "kMaxDepth = 33"),
    "depth has one level less": ("json_check.h", "kMaxDepth = 32", "kMaxDepth = 31"),
    "UTF-8 is not checked": ("json_walk", "!IsUtf8(text_)", "false"),
    "surrogates pass in UTF-8": ("utf8", "a == 0xED && b > 0x9F", "false"),
    "overlong UTF-8 passes": ("utf8", "IsBetween(a, 0xC2, 0xF4)", "IsBetween(a, 0xC0, 0xF4)"),
    "code points end nowhere": ("utf8", "a == 0xF4 && b > 0x8F", "false"),
    "bytes behind ASCII are skipped": ("utf8", "(eight & 0x8080808080808080u) != 0",
                                       "(eight & 0x0080808080808080u) != 0"),
    "Any holds anything": ("json_walk", "found != nullptr && !name.empty()", "false"),
    "map keys are fields": ("json_frame.h", "held != nullptr || shape.type->has_fields()",
                            "held != nullptr || shape.type->kind != Kind::kFree"),
    "values of any type pass": ("json_walk", "c >= 0 && !Takes", "false && !Takes"),
    "words of any kind pass": ("json_walk", "!HasFormOf(*shape.type,", "false && !HasFormOf(*shape.type,"),
    "elements of lists have any type": ("json_walk", "c != '[' || !shape.list", "!shape.list"),
    "nulls in lists and maps pass": ("json_kinds", "return c == 'n' ||", "return"),
    "lists in lists pass": ("json_walk", "{shape.type, false, true}", "{shape.type, true, true}"),
    "objects are lists": ("json_kinds", "return c == '[';", "return true;"),
    "names with escapes are not read": ("json_members", "if (end.escapes) name =",
                                        "if (false) name ="),
    "a pair is two characters": ("json_text", "if (IsHighHalf(code)) {", "if (false) {"),
    "escaped letters are letters": ("json_text", "which == kLetters.npos ?", "true ?"),
    "the type of an Any is not unescaped": ("json_members", "*type_name = Unescaped(",
                                            "*type_name = std::string("),
    "go on past a broken value": ("json_text",
                                  "IsDigit(ByteAt(text, place))) return kNoValue;",
                                  "IsDigit(ByteAt(text, place))) return place + 1;"),
}


class Build:
    """The sources in a folder of their own, and what was compiled of them."""

    def __init__(self, sources, folder):
        self._root, self._here = folder, folder / "gateway" / "envoy" / "check"
        self._here.mkdir(parents=True)
        for path in sources.iterdir():
            if path.suffix in (".cc", ".h"):
                shutil.copy(path, self._here)
        self._objects = {part: self._compile(part) for part in (*PARTS, "kinds_table",
                                                                "check_driver")}

    def _compile(self, part, out=None):
        target = self._root / f"{out or part}.o"
        subprocess.run(["g++", "-std=c++17", "-O0", "-w", "-I", self._root, "-c",
                        self._here / f"{part}.cc", "-o", target], check=True)
        return target

    def binary(self, plant=None):
        """The driver, with a fault or without."""
        objects = dict(self._objects)
        if plant is not None:
            name, old, new = plant
            path = self._here / (name if name.endswith(".h") else f"{name}.cc")
            text = path.read_text()
            if text.count(old) != 1:
                sys.exit(f"FAILED: {path.name} has {text.count(old)} times {old!r}")
            path.write_text(text.replace(old, new))
            changed = [name]
            if name.endswith(".h"):  # all that include it
                changed = ["json_check", "json_members", "json_walk"]
            objects.update({part: self._compile(part, "planted_" + part) for part in changed})
            path.write_text(text)
        binary = self._root / "driver"
        subprocess.run(["g++", *objects.values(), "-o", binary], check=True)
        return binary


def violation(driver, body):
    """What is wrong with the driver's answer to this body, or None."""
    try:
        driver.stdin.write(struct.pack("=I", len(body)) + body)
        driver.stdin.flush()
        size, = struct.unpack("=I", driver.stdout.read(4))
    except (OSError, struct.error):
        return "ended the driver"
    answer = driver.stdout.read(size)
    if reference_takes(body) == bool(answer):
        return f"was refused: {answer[:200]!r}" if answer else "passed the check"
    try:
        json.loads(answer or "{}")
    except ValueError:
        return f"has an answer that is no JSON: {answer[:200]!r}"
    return None


def run(binary, seed, count):
    """The first violation among the known bodies and `count` made ones, or None."""
    bodies = Bodies(seed)
    with subprocess.Popen([binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as driver:
        try:
            for body in itertools.chain(KNOWN, (bodies.next() for _ in range(count))):
                wrong = body and violation(driver, body)
                if wrong:
                    return f"{wrong} {body!r}"
        finally:
            driver.kill()
    return None


def share(names):
    """This shard's of the names, if the test runs in several."""
    if "TEST_SHARD_STATUS_FILE" in os.environ:
        pathlib.Path(os.environ["TEST_SHARD_STATUS_FILE"]).touch()
    shards, shard = (int(os.environ.get(f"TEST_{name}", default))
                     for name, default in (("TOTAL_SHARDS", 1), ("SHARD_INDEX", 0)))
    return [name for number, name in enumerate(names) if number % shards == shard]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--bodies", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        build = Build(options.folder, pathlib.Path(folder))
        found = run(build.binary(), options.seed, options.bodies // 4)
        print(f"without a fault: {found or 'nothing found'}")
        failed += found is not None
        for name in share(PLANTS):
            found = run(build.binary(PLANTS[name]), options.seed, options.bodies)
            print(f"{'found' if found else 'NOT FOUND'}: {name}: {(found or '')[:200]}")
            failed += not found
    print("FAILED" if failed else "PASSED")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
