"""`./dev load`: imports files of customers through the public API.

Nothing here knows more than any client could: the file is uploaded, the
answer is a long-running operation, the operation is asked how far it is, and
the refused rows are downloaded as a file that can be corrected and sent again.
"""

import argparse
import csv
import hashlib
import io
import json
import pathlib
import re
import shlex
import sys
import time
import uuid
from typing import Optional

import demo
import filekind
import stack
from console import StepFailed, say
from rest_client import Client
from settings import Settings

# A column of such a name is the customer's type only if it holds such values.
TYPE_HEADERS = {"type", "类型"}
CUSTOMER_TYPES = {"ORGANIZATION", "PERSON", "企业", "公司", "单位", "机构", "组织", "个人", "自然人"}
SAMPLE_BYTES = 64 * 1024
SOURCE_BYTES = 32  # of a system's name
# How long a file may wait in all, when it is told to try later.
PATIENCE_SECONDS = 300.0
POLL_SECONDS = 0.3
LOG_SECONDS = 5.0  # between progress lines where there is no terminal
SHOWN_ERRORS = 5
CELL_BYTES = 16 << 20  # of an error file; Python's own limit is 128 KiB


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", type=pathlib.Path, metavar="FILE",
                        help="CSV with a header line, JSON lines, or .txt with a name a line")
    parser.add_argument("--format", choices=sorted(set(filekind.FORMATS.values())),
                        help="what the files are (default: what their names end in says)")
    parser.add_argument("--encoding", default="", metavar="NAME",
                        help="such as WINDOWS-1252 or BIG5 (default: found out)")
    parser.add_argument("--map", action="append", default=[], metavar="HEADER=FIELD",
                        help="what a column means, such as Firma=display_name or "
                        "Nr=external_ids.erp; 'Notes=' ignores one; usual headers are known")
    parser.add_argument("--region", default="", metavar="CC",
                        help="region of phone numbers without a country code (default: CN)")
    parser.add_argument("--type", choices=("organization", "person"),
                        help="what the rows are that do not say it (default: organization)")
    parser.add_argument("--source", metavar="SYSTEM",
                        help="the system whose ids the rows bear (default: the file's name)")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--errors", type=pathlib.Path, metavar="FILE",
                        help="save the rows that were refused or taken in part, each with its "
                        "reason, to be sent again")


def run(settings: Settings, options: argparse.Namespace) -> int:
    port = stack.running_port(settings)
    if options.errors and len(options.file) > 1:
        raise StepFailed("--errors takes the rows of one file: load them one by one")
    if options.errors:
        check_savable(options.errors)
    client = Client(port, lambda: demo.token(settings, port), PATIENCE_SECONDS)
    for path in options.file:
        _load(client, path, options)
    return 0


def check_savable(path: pathlib.Path) -> None:
    """Refuses a file that cannot be written, before anything is sent; changes none."""
    existed = path.exists()
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise StepFailed(f"--errors {path}: {error.strerror}") from error
    if not existed:
        path.unlink()


def _load(client: Client, path: pathlib.Path, options: argparse.Namespace) -> None:
    if not path.is_file():
        raise StepFailed(f"{path} is not a file")
    begun = time.monotonic()
    operation = _upload(client, path, options)
    operation = _follow(client, path.name, operation, begun)
    if "error" in operation:
        raise StepFailed(f"{path.name}: {operation['error'].get('message', 'the import failed')}")
    response = operation.get("response", {})
    seconds = time.monotonic() - begun
    counts = _counts(response.get("counts", {}))
    say("load", f"{path.name}: {_words(counts)} in {seconds:.1f} s"
        f"{' (dry run: nothing written)' if options.dry_run else ''}")
    for remark in remarks(response.get("counts", {})):
        say("load", remark)
    if response.get("errorFile"):
        _show_errors(client.download(f"/v1/{response['errorFile']}:download"), options.errors,
                     _options_again(path, options))


# --- upload ---------------------------------------------------------------------------------


def _upload(client: Client, path: pathlib.Path, options: argparse.Namespace) -> dict:
    size = path.stat().st_size
    progress = _Progress()
    with path.open("rb") as file:
        operation = client.upload(
            "/v1/customers:import", parameters(path, options), file, size,
            lambda sent: progress.show(f"{path.name}: sent {sent >> 10} of {size >> 10} KiB"))
    progress.end()
    return operation


def parameters(path: pathlib.Path, options: argparse.Namespace) -> list[tuple[str, str]]:
    """The query of the import, with sensible values for what was not said."""
    form = filekind.format_of(path, options.format)
    columns = options.map + (unlike_columns(path, options.map) if form == "CSV" else [])
    wanted = [("format", form), *(("columns", column) for column in columns),
              ("phoneRegion", options.region.upper()), ("encoding", options.encoding.upper()),
              ("sourceSystem", options.source or source_system(path)),
              ("defaultType", (options.type or "").upper()),
              ("requestId", str(uuid.uuid4()))]
    if options.dry_run:
        wanted.append(("dryRun", "true"))
    return [(name, value) for name, value in wanted if value]


def source_system(path: pathlib.Path) -> str:
    """A name for the rows' ids: lists of different names do not share their ids.

    A system is written in Latin letters: a hash stands for what they cannot say.
    """
    stem = path.stem.lower()
    name = re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-")
    if stem.isascii() and re.match(r"[a-z]", name) and len(name) <= SOURCE_BYTES:
        return name
    digest = hashlib.sha256(stem.encode()).hexdigest()[:8]
    return f"list-{name}"[:SOURCE_BYTES - len(digest) - 1].strip("-") + f"-{digest}"


def unlike_columns(path: pathlib.Path, mapped: list[str]) -> list[str]:
    """Mappings for columns whose header says one thing and whose values another.

    A column `type` often holds a branch or a kind of food instead of the type
    of a customer: such a one is ignored, and said to be.
    """
    headers = {entry.partition("=")[0] for entry in mapped}
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES).decode("utf-8-sig", "ignore")
    rows = list(csv.DictReader(io.StringIO(sample, newline="")))
    if path.stat().st_size > SAMPLE_BYTES:
        rows = rows[:-1]  # cut off in the middle
    ignored = []
    for header in rows[0] if rows else []:
        if header and header.strip().lower() in TYPE_HEADERS and header not in headers:
            values = {(row[header] or "").strip().upper() for row in rows}
            if not values & CUSTOMER_TYPES:
                say("load", f"{path.name}: column '{header}' is not the type of a customer: "
                    f"ignored (--map '{header}=FIELD' keeps it)")
                ignored.append(f"{header}=")
    return ignored


# --- progress -------------------------------------------------------------------------------


def _follow(client: Client, name: str, operation: dict, begun: float) -> dict:
    """Asks the operation how far it is until it is done."""
    progress = _Progress()
    while not operation.get("done"):
        time.sleep(POLL_SECONDS)
        operation = client.get(f"/v1/{operation['name']}")
        metadata = operation.get("metadata", {})
        counts = _counts(metadata.get("counts", {}))
        total = int(metadata.get("totalBytes", 0)) or 1
        rate = counts["rows"] / max(time.monotonic() - begun, 0.001)
        progress.show(f"{name}: {100 * int(metadata.get('doneBytes', 0)) // total:3d} %  "
                      f"{_words(counts)}  {rate:.0f} rows/s")
    progress.end()
    return operation


class _Progress:
    """One line that is written over; a line now and then where there is no terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._last = time.monotonic()
        self._open = False

    def show(self, text: str) -> None:
        if self._terminal:
            sys.stderr.write(f"\r\033[K{'load':>12}  {text}")
            sys.stderr.flush()
            self._open = True
        elif time.monotonic() - self._last >= LOG_SECONDS:
            self._last = time.monotonic()
            say("load", text)

    def end(self) -> None:
        if self._open:
            sys.stderr.write("\r\033[K")


def _counts(counts: dict) -> dict[str, int]:
    names = ("rows", "created", "updated", "unchanged", "failed")
    return {name: int(counts.get(name, 0)) for name in names}


def _words(counts: dict[str, int]) -> str:
    """`360 rows: 346 created, 0 updated, 8 unchanged, 6 failed`"""
    rest = ", ".join(f"{value} {name}" for name, value in counts.items() if name != "rows")
    return f"{counts['rows']} rows: {rest}"


def remarks(counts: dict) -> list[str]:
    """What else the counts of an import say, in words."""
    partial, nameless = int(counts.get("partial", 0)), int(counts.get("withoutId", 0))
    said = []
    if partial:
        said.append(f"{partial} of them were taken without the values that could not be read "
                    "(partial)")
    if nameless:
        said.append(f"{nameless} have no id: changed in the list, they become other customers "
                    "(--map 'COLUMN=external_ids.SYSTEM' says where the ids are)")
    return said


# --- refused rows ---------------------------------------------------------------------------


def _options_again(path: pathlib.Path, options: argparse.Namespace) -> str:
    """What the corrected rows must be loaded with to mean the same."""
    again = ["--source", options.source or source_system(path)]
    if options.format:
        again += ["--format", options.format]
    if options.region:
        again += ["--region", options.region]  # the error file itself is UTF-8
    if options.type:
        again += ["--type", options.type]
    for column in options.map:
        again += ["--map", column]
    return shlex.join(again)


def _show_errors(content: bytes, save_as: Optional[pathlib.Path], again: str) -> None:
    shown = list(error_lines(content.decode("utf-8-sig", "replace")))
    for fate, line in shown[:SHOWN_ERRORS]:
        say(fate, line)
    if len(shown) > SHOWN_ERRORS:
        say("load", f"... and {len(shown) - SHOWN_ERRORS} more")
    if save_as:
        save_as.write_bytes(content)
        say("load", f"these rows are saved: correct them, then ./dev load {again} {save_as}")
    else:
        say("load", "--errors FILE saves these rows")


def error_lines(text: str) -> list[tuple[str, str]]:
    """What became of each row of an error file, CSV or JSON lines, and `row 7: reason`."""
    csv.field_size_limit(CELL_BYTES)
    if text.lstrip().startswith("{"):
        rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    else:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [("partial" if row.get("_customer") else "refused",
             f"row {row.get('_row', '?')}: {row.get('_error', '?')}") for row in rows]
