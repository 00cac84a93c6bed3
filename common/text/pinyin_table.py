"""Writes the table of Chinese readings as a C++ fragment, from Unicode's Unihan_Readings.txt.bz2.

Readings carry no tone; "v" stands for the letter u with two dots, and each reading with "v" is
followed by its everyday spelling with "u". Order: by frequency in modern text (kHanyuPinlu), then
the customary one (kMandarin), then the rest of the 2013 standard dictionary (kTGHZ2013). Characters
that the standard does not list take the readings of kXHC1983 and kHanyuPinyin; for those that it
lists, these add only readings that nobody has used in a name for centuries.
"""

import bz2
import sys
import unicodedata

STANDARD = ("kHanyuPinlu", "kMandarin", "kTGHZ2013")
OLDER = ("kXHC1983", "kHanyuPinyin")

# Readings in use in names that the standard dictionary lacks.
EXTRA = {"晟": "sheng", "六": "lu", "乐": "lao", "郗": "chi", "黑": "he"}


def plain(syllable):
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in letters if c.isascii() and c.isalpha())


def syllables(field, value):
    for part in value.split():
        if field == "kHanyuPinlu":
            yield plain(part.split("(")[0])
        elif field == "kMandarin":
            yield plain(part)
        else:
            for syllable in part.split(":")[1].split(","):
                yield plain(syllable)


def read_fields(path):
    fields = {}
    with bz2.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("U+"):
                continue
            code, field, value = line.rstrip("\n").split("\t")
            if field in STANDARD + OLDER:
                fields.setdefault(int(code[2:], 16), {})[field] = value
    return fields


def readings(code, fields):
    wanted = STANDARD if "kTGHZ2013" in fields else STANDARD + OLDER
    found = []
    for field in wanted:
        for syllable in syllables(field, fields.get(field, "")):
            spellings = [syllable]
            if "v" in syllable:
                spellings.append(syllable.replace("v", "u"))
            found += [s for s in spellings if s and s not in found]
    extra = EXTRA.get(chr(code))
    return found + [extra] if extra and extra not in found else found


def main(path):
    table = {code: readings(code, fields) for code, fields in sorted(read_fields(path).items())}
    names = sorted({syllable for found in table.values() for syllable in found})
    number = {name: i for i, name in enumerate(names)}
    print("constexpr const char* kSyllables[] = {%s};" % ", ".join('"%s"' % n for n in names))
    print("constexpr uint16_t kReadings[] = {")
    start = 0
    entries = []
    for code, found in table.items():
        print(",".join(str(number[s]) for s in found) + ",")
        entries.append("{0x%X,%d}," % (code, start))
        start += len(found)
    print("};")
    # Each entry's readings end where the next one's begin; the last entry is a sentinel.
    print("constexpr Entry kEntries[] = {")
    print("\n".join(entries))
    print("{0x110000,%d}};" % start)


main(sys.argv[1])
