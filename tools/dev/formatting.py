"""`./dev fmt`: one form for C++ (clang-format) and BUILD files (buildifier)."""

import subprocess

import toolchain
from console import StepFailed, say
from settings import ROOT

CPP = ("*.cc", "*.h")
BUILD_FILES = ("BUILD", "*/BUILD", "WORKSPACE", "*.bzl")


def run(check: bool) -> int:
    """Formats in place, or only says what is not formatted; 1 if that is anything."""
    cpp, build = _files(*CPP), _files(*BUILD_FILES)
    mode = ["--dry-run", "--Werror"] if check else ["-i"]
    commands = [(["clang-format-14", *mode], cpp),
                ([toolchain.find_tool("buildifier"), f"--mode={'check' if check else 'fix'}"],
                 build)]
    failed = 0
    for command, files in commands:
        if files:
            done = subprocess.run([*command, *files], cwd=ROOT, check=False)
            failed += done.returncode != 0
    say("fmt", f"{len(cpp)} C++ files, {len(build)} BUILD files: "
        f"{'run ./dev fmt' if failed else 'formatted'}")
    return 1 if failed else 0


def _files(*patterns: str) -> list[str]:
    """Files of those names that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        raise StepFailed(f"git ls-files failed: {listed.stderr.strip()}")
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
