"""What the text of our sources must look like, and what must not be written.

A line that shows the forbidden on purpose carries the words `presubmit: allow`
in a comment.
"""

import pathlib
import re
import subprocess
from typing import Iterator

import services
from settings import ROOT

# The most lines of a file, of a header, of a function, each of which may need a reason.
LINE_LIMITS = {".cc": 400, ".h": 200, ".py": 400, ".sh": 150}
FUNCTION_LIMIT = 60
# A process's main is under it: what each does alike is common/service, what its flags say its
# config.
MAIN_LIMIT = 40

# What must not be written, where (suffixes of the file's name), and why.
FORBIDDEN = [
    (r"(->|\.)\s*(commit|rollback)\s*\(\s*\)|setAutoCommit\s*\(", (".cc", ".h"),
     "the connector throws the result of this call away: COMMIT and ROLLBACK are SQL statements"),
    (r"OPT_RECONNECT", (".cc", ".h"), "a silent reconnect stores half transactions"),
]
ALLOWANCE = "presubmit: allow"

# What few may write: what it is, they, and what to tell others. Bazel lets few link the clients of
# servers, but anybody could include their headers under /usr.
RESERVED = [
    (re.compile(r"#include <(cppconn/|mysql_)"),
     ("common/db/", "bench/", "tests/fault/lossy_commit.cc", "tests/fault/die_at_commit.cc"),
     "only common/db talks to the MySQL connector"),
    (re.compile(r"#include <hiredis/"), ("common/redis/",), "only common/redis talks to hiredis"),
    # What Envoy loads links no Abseil.
    (re.compile(r"\bstd::string_view\b"), ("gateway/envoy/check/", "tools/resttable/"),
     "Debian's Abseil has a string_view of its own"),
]

# Statements that look across tenants, which the linter lets through: all there may be, by name.
INFRASTRUCTURE = {
    "accounts.next_tenant", "behavior_join.next", "contract_fact.select_others",
    "customer_copy.select_others", "customer_fan_out.next",
    "customer_risk.doubt", "customer_risk.select_doubted", "customer_risk_turn.next",
    "dead_letter.any_parked", "dead_letter.forget", "dead_letter.next_tenant",
    "dead_letter.select_parked", "delivery.purge", "delivery_queue.select_due",
    "delivery_queue.select_targets",
    "directory.next_tenant", "event_log.select", "event_log.select_oldest",
    "event_log.select_sizes", "event_log.select_tenants", "event_log.trim", "fact_rebuild.next",
    "feed_pull.select_feeds", "file.select_expired", "file_chunk.select_orphans",
    "leavers.select_tenants", "merge_turn.next",
    "notice.select_ready", "notice_recall.purge", "notice_tie.purge", "notification.purge",
    "notification_bundle.purge", "operation.purge", "operation.select_waiting",
    "opportunity_fact.select_others", "outbox.next_tenant", "purchase.next_tenant_of_contracts",
    "purchase.next_tenant_of_orders", "related_record.select_others",
    "request_log.next_tenant",
    "rule_count.purge", "rule_execution.purge", "rule_firing.purge", "rule_queue.due",
    "schema_migrations.exists", "schema_migrations.list", "standing_version.next_tenant",
    "timer.due_tenants", "timer.next_times", "tree.select_stale",
}
# What holds all methods and records of a process to the rights of who calls, by its descriptors:
# what is added to the process is in them by itself, so that a process without one is what could be
# forgotten. Nothing in the directory belongs to somebody alone, as records do.
RIGHTS_TESTS = ("permission_matrix_test.cc", "leak_test.cc", "row_matrix_test.cc")
WITHOUT_OWNERS = {"gateway": {"row_matrix_test.cc"}}
# What holds all records of a process to what their options promise, in the same way.
CONTRACT_TEST = "contract_test.cc"
PRODUCT_FOLDERS = ("common/", *(f"{service.name}/" for service in services.ALL))
_QUERY = re.compile(r'Query\b[^;{]*\{\s*"([\w.]+)"([^;]*?)\};')
_INFRASTRUCTURE = re.compile(r"infrastructure\b|,\s*true\s*$")

# Folders of one machine, in any text. `$HOME`, `~` and relative paths are for everybody.
MACHINE_PATH = re.compile(r"(?<![\w.$})/~-])/(work|root|home)/[\w.]")  # presubmit: allow

# In clang-format's layout a function's head ends with `) {` (and words between them), and its body
# closes in the column where the head began.
_HEAD_ENDS = re.compile(r"^ *(?!//)\S.*\)[\w ]*\{(  //.*)?$")
_STATEMENT_ENDS = re.compile(r"^$|[;{}:>]$|^ *//|^#")
_LAMBDA = re.compile(r"\[[^\]]*\]\s*[({]")

_SLEEP = re.compile(r"\b(sleep_for|SleepFor|usleep)\s*\(")
_LOOP = re.compile(r"\b(while|for) \(")
# How far above a sleep the loop may stand that waits for a condition.
LOOP_LINES = 5


def check() -> list[str]:
    """One line for everything that is wrong."""
    problems = []
    files = list(tracked_files())
    names = {str(path.relative_to(ROOT)) for path in files}
    problems += check_rights_tests(names)
    problems += check_contract_tests(names)
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        name = str(path.relative_to(ROOT))
        problems += [f"{name}{problem}" for problem in check_file(path.name, lines)]
        problems += [f"{name}{problem}" for problem in check_main(name, lines)]
        problems += [f"{name}{problem}" for problem in check_reserved(name, lines)]
        problems += [f"{name}{problem}" for problem in check_infrastructure(name, "\n".join(lines))]
    return problems


def check_file(name: str, lines: list[str]) -> Iterator[str]:
    """The problems of one file, each as `:LINE: TEXT` or `: TEXT`."""
    suffix = pathlib.PurePath(name).suffix
    limit = LINE_LIMITS.get(suffix)
    if limit is not None and len(lines) > limit:
        yield f": {len(lines)} lines, the limit is {limit}"
    if suffix in (".cc", ".h"):
        yield from _long_functions(lines)
    if name.endswith("_test.cc"):
        yield from _bare_sleeps(lines)
    for number, line in enumerate(lines, start=1):
        if ALLOWANCE in line:
            continue
        if MACHINE_PATH.search(line):
            yield f":{number}: names a folder of one machine"
        code = line.split("//")[0]
        for pattern, suffixes, reason in FORBIDDEN:
            if name.endswith(suffixes) and re.search(pattern, code):
                yield f":{number}: {reason}"


def check_main(path: str, lines: list[str]) -> Iterator[str]:
    """The problem of a process's main, named from the root, that does more than to start it."""
    if path in {f"{service.name}/main.cc" for service in services.ALL} and len(lines) >= MAIN_LIMIT:
        yield f": {len(lines)} lines, a process's main is under {MAIN_LIMIT}"


def check_reserved(path: str, lines: list[str]) -> Iterator[str]:
    """The problems of one file, named from the root, with what few may write."""
    if not path.endswith((".cc", ".h")):
        return
    for pattern, folders, problem in RESERVED:
        if path.startswith(folders):
            continue
        for number, line in enumerate(lines, start=1):
            if ALLOWANCE not in line and pattern.search(line.split("//")[0]):
                yield f":{number}: {problem}"


def check_infrastructure(path: str, text: str) -> Iterator[str]:
    """Statements of the product that bind no tenant and are not listed above."""
    if not path.startswith(PRODUCT_FOLDERS) or not path.endswith((".cc", ".h")):
        return
    for found in _QUERY.finditer(text):
        name, rest = found.groups()
        if (_INFRASTRUCTURE.search(rest) and name not in INFRASTRUCTURE
                and not name.startswith("test.")):
            yield f": {name} looks across tenants and is not in the list of those that may"


def check_rights_tests(paths: set[str]) -> Iterator[str]:
    """The processes that lack one of RIGHTS_TESTS; `paths` are all files, named from the root."""
    for service in services.ALL:
        for test in RIGHTS_TESTS:
            if test in WITHOUT_OWNERS.get(service.name, ()):
                continue
            if f"{service.name}/{test}" not in paths:
                yield f"{service.name}: there is no {test}, so that anything may be open to anybody"


def check_contract_tests(paths: set[str]) -> Iterator[str]:
    """The processes that lack CONTRACT_TEST; `paths` as above."""
    for service in services.ALL:
        if f"{service.name}/{CONTRACT_TEST}" not in paths:
            yield f"{service.name}: there is no {CONTRACT_TEST}: its records promise nothing"


def tracked_files() -> Iterator[pathlib.Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True,
                            check=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            yield ROOT / name


def _long_functions(lines: list[str]) -> Iterator[str]:
    number = 0
    while number < len(lines):
        end = number
        if _HEAD_ENDS.match(lines[number]) and not _LAMBDA.search(lines[number]):
            head = number
            while head > 0 and not _STATEMENT_ENDS.search(lines[head - 1]):
                head -= 1
            indent = len(lines[head]) - len(lines[head].lstrip())
            end = next((i for i in range(number + 1, len(lines))
                        if lines[i].startswith(" " * indent + "}")), number)
            allowed = any(ALLOWANCE in line for line in lines[head:number + 1])
            if end - head + 1 > FUNCTION_LIMIT and not allowed:
                yield (f":{head + 1}: a function of {end - head + 1} lines, "
                       f"the limit is {FUNCTION_LIMIT}")
        number = end + 1


def _bare_sleeps(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        around = lines[max(0, number - LOOP_LINES):number + 1]
        sleeps = _SLEEP.search(line.split("//")[0]) and ALLOWANCE not in line
        if sleeps and not any(map(_LOOP.search, around)):
            yield f":{number + 1}: tests wait in a loop for a condition, they do not just sleep"
