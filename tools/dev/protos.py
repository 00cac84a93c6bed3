"""`./dev protos`: the .proto files that a client is generated from, in one folder.

Ours import some of Google's, which no package of Python has all of as files: so they are written
beside ours, and every generator needs one `-I`. google/protobuf comes with each generator.
"""

import pathlib
import re
import shutil

import toolchain
from console import StepFailed, say
from settings import ROOT

OURS = ROOT / "protos"
GOOGLES = ROOT / "node_modules" / "google-proto-files"
WITH_GENERATORS = "google/protobuf/"
# Nothing imports what errors carry in their Any.
DETAILS = "google/rpc/error_details.proto"
IMPORT = re.compile(r'^import (?:public )?"([^"]+)";', re.MULTILINE)


def run(folder: pathlib.Path) -> int:
    toolchain.install_npm()
    written = write([OURS, GOOGLES], folder, [DETAILS])
    say("protos", f"{len(written)} files are in {folder}; Python's stubs, with grpcio-tools:")
    print(f"python3 -m grpc_tools.protoc -I{folder} --python_out=. --grpc_python_out=. "
          f"$(find {folder}/guanxi -name '*.proto')")
    return 0


def write(sources: list[pathlib.Path], folder: pathlib.Path, also: list[str]) -> list[str]:
    """Copies all of the first source, `also`, and what they import of the others, at any depth."""
    wanted = sorted(str(path.relative_to(sources[0])) for path in sources[0].rglob("*.proto"))
    if not wanted:
        raise StepFailed(f"there are no .proto files in {sources[0]}")
    wanted += also
    written: list[str] = []
    while wanted:
        name = wanted.pop(0)
        if name in written or name.startswith(WITH_GENERATORS):
            continue
        found = next((source / name for source in sources if (source / name).is_file()), None)
        if found is None:
            raise StepFailed(f"{name} is imported, and is in none of "
                             f"{', '.join(map(str, sources))}")
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(found, target)
        written.append(name)
        wanted += IMPORT.findall(found.read_text(encoding="utf-8"))
    return written
