"""The README's tour as a script: its commands, and what it says that they print."""

import dataclasses
import pathlib
import re
import subprocess
import time
from typing import Iterator

PROMPT = "$ "
STEP_SECONDS = 300
MOMENT_SECONDS = 30  # for what follows from a command of a tour by itself

# What differs from run to run, as the README shows it and as it may be printed.
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
VARYING = [(r'"nextPageToken":"[^"]*"', r'"nextPageToken":"[^"]+"'),
           (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"),
           (r"in \d+\.\d s", r"in \d+\.\d s"),
           (UUID, UUID),
           (r" ?… ?,?", r".*")]


@dataclasses.dataclass(frozen=True)
class Step:
    """One command, and the text that it prints."""

    command: str
    output: str


def read(readme: str) -> tuple[str, list[Step]]:
    """The tour's first block, which prints nothing, and its steps."""
    preamble, *blocks = code_blocks(readme)
    return preamble, [step for block in blocks for step in _steps(block)]


def code_blocks(readme: str) -> list[str]:
    """The blocks of the chapter that begins with `API=`, up to the next chapter."""
    chapter = next(part for part in readme.split("\n## ") if "\nAPI=" in part)
    return re.findall(r"```\n(.*?)```", chapter, re.DOTALL)


def _steps(block: str) -> list[Step]:
    steps = []
    lines = block.splitlines(keepends=True)
    while lines:
        assert lines[0].startswith(PROMPT), lines[0]
        command = lines.pop(0).removeprefix(PROMPT)
        while _goes_on(command):
            command += lines.pop(0)
        output = ""
        while lines and not lines[0].startswith(PROMPT):
            output += lines.pop(0)
        steps.append(Step(command, output))
    return steps


def _goes_on(command: str) -> bool:
    return command.endswith("\\\n") or command.count("'") % 2 == 1


def pattern(output: str) -> str:
    """A regular expression for what the README shows, with room for what varies."""
    places = "|".join(f"({shown})" for shown, _ in VARYING)
    text, end = "", 0
    for found in re.finditer(places, output):
        text += re.escape(output[end:found.start()])
        text += next(wanted for shown, wanted in VARYING if re.fullmatch(shown, found.group()))
        end = found.end()
    return text + re.escape(output[end:])


def only_reads(command: str) -> bool:
    """Whether a command may be given again: what it shows may come a moment later."""
    sends = " -X " in command or (" -d " in command and " -G " not in command)
    return command.startswith("call ") and not sends


def learn_ids(shown: str, printed: str, ids: dict[str, str]) -> None:
    """Remembers which id of this run stands for which id of the README."""
    for old, new in zip(re.findall(UUID, shown), re.findall(UUID, printed)):
        ids.setdefault(old, new)


def with_ids(command: str, ids: dict[str, str]) -> str:
    return re.sub(UUID, lambda found: ids.get(found.group(), found.group()), command)


def walk(readme: str, rest: str, environment: dict[str, str],
         folder: pathlib.Path) -> Iterator[tuple[Step, str, str]]:
    """Gives the commands of a tour, in `folder`, to the edge at the address `rest`. Yields of each
    what it was to print, as a regular expression for the whole of it, and what it printed."""
    preamble, steps = read(readme)
    script = preamble.replace("http://127.0.0.1:8080", rest)
    ids = {}
    for step in steps:
        command = with_ids(step.command, ids)
        wanted = f"(?s)^{pattern(step.output.strip())}$"
        printed = _printed(script + command, environment, folder)
        deadline = time.monotonic() + MOMENT_SECONDS
        while (only_reads(command) and not re.search(wanted, printed.strip())
               and time.monotonic() < deadline):
            time.sleep(0.2)
            printed = _printed(script + command, environment, folder)
        yield step, wanted, printed
        learn_ids(step.output, printed, ids)
        if not step.output:
            script += command  # an assignment, for the commands that follow


def _printed(script: str, environment: dict[str, str], folder: pathlib.Path) -> str:
    return subprocess.run(["bash", "-c", script], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=STEP_SECONDS,
                          check=False).stdout
