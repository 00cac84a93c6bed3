"""What a file is that somebody wants to load: said by its name, held against its first bytes.

The service takes whatever bytes it is told are names, one a line. So a file is only called that
where its owner did, and what is recognised as something else is refused by its name.
"""

import pathlib
import re
from typing import Optional

from console import StepFailed

FORMATS = {".csv": "CSV", ".tsv": "CSV", ".jsonl": "JSON_LINES", ".ndjson": "JSON_LINES",
           ".json": "JSON_LINES", ".txt": "TEXT_LINES"}
HEAD_BYTES = 4096

# The first bytes of files that hold no rows for us, or hold them in another form.
FOREIGN = [
    (rb"%PDF-", "a PDF file"),
    (rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM....\0\0\0\0", "a picture"),
    (rb"PK\x03\x04.*(\[Content_Types\]\.xml|xl/|_rels/)",
     "an Excel workbook: save it as CSV UTF-8"),
    (rb"\xd0\xcf\x11\xe0", "an old Office file: save it as CSV UTF-8"),
    (rb"PK\x03\x04|\x1f\x8b|BZh\d|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd",
     "a compressed file: unpack it first"),
    (rb"SQLite format 3\0|PAR1", "a database file"),
    (rb"\{\\rtf", "a rich text file: save it as plain text"),
    (rb"\s*BEGIN:V(CARD|CALENDAR)", "a vCard file, which cannot be imported yet"),
    (rb"\s*<(\?xml|!doctype|html|table|!--)", "a web page or XML, whatever its name says"),
    (rb"\s*\[\s*([{\[\"\]]|$)", "a JSON array: one object a line is wanted"),
]
UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
THREE_ZEROS = bytes(3)  # two may stand in UTF-16


def format_of(path: pathlib.Path, said: Optional[str] = None) -> str:
    """The FileFormat of a file, as `said` or by its name; a file that is none is a failed step."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = foreign_kind(head)
    if kind is not None:
        raise StepFailed(f"{path.name} is {kind}")
    form = said or FORMATS.get(path.suffix.lower())
    if form is None:
        raise StepFailed(f"{path.name}: '{path.suffix}' is no kind of list that is known "
                         f"({', '.join(sorted(FORMATS))}): rename it, or say --format")
    if form == "JSON_LINES" and re.match(rb"\s*\{\s*(\n|$)", _text(head)):
        raise StepFailed(f"{path.name} is one JSON object over several lines: "
                         "one object a line is wanted")
    return form


def foreign_kind(head: bytes) -> Optional[str]:
    """What the first bytes say that a file is, where that is no list."""
    text = _text(head)
    for pattern, kind in FOREIGN:
        if re.match(pattern, text, re.DOTALL | re.IGNORECASE):
            return kind
    return "not text" if THREE_ZEROS in head else None


def _text(head: bytes) -> bytes:
    """Without a byte order mark, and UTF-16 as the bytes that it would be in UTF-8."""
    if head.startswith(UTF16_MARKS):
        return head[:len(head) & ~1].decode("utf-16", "ignore").encode()
    return head.removeprefix(UTF8_MARK)
