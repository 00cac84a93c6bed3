"""Load while something happens: writers who keep a ledger, readers of every service."""

import contextlib
import itertools
import json
import pathlib
import subprocess
import threading
import time
from typing import Iterator

import edge
import installation
import kube
import machine
from console import StepFailed, say
from edge import CallFailed, Edge, Tokens

READS = {"gateway": "/v1/me", "customer-svc": "/v1/customers?pageSize=1",
         "lead-svc": "/v1/leads?pageSize=1", "workflow-svc": "/v1/todos?pageSize=1",
         "analytics-svc": "/v1/facts:watermark"}
# Of all writers since the installation.
LEDGER = machine.HOME / "ledger.json"
# Light: two cores carry the installation and those who call it.
READ_PAUSE = 0.2
WRITERS = 2
END_SECONDS = 150
FIRST_WRITES_SECONDS = 60


class Readers:
    """A thread for each service that is there, which reads again and again."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self.calls = self.repeated = 0
        self.failures: list[str] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read, args=(path,), daemon=True)
                         for name, path in READS.items() if name in kube.deployments()]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self, path: str) -> None:
        client = Edge()
        while not self._ended.wait(READ_PAUSE):
            failure = None
            before = client.repeated
            try:
                client.call("GET", path, **Tokens.header())
            except CallFailed as error:
                failure = f"{time.strftime('%T')} {error}"
            with self._lock:
                self.calls += 1
                self.repeated += client.repeated - before
                self.failures += [failure] if failure else []


class Writers:
    """tests/fault/ledger_tool, which writes until it is told to stop."""

    # Whatever ran before with this ledger.
    _numbers = itertools.count(int(time.time()) % 1_000_000 * 100, 10)

    def __init__(self, patient: bool) -> None:
        self._stop = LEDGER.with_suffix(".stop")
        self._progress = LEDGER.with_suffix(".progress")
        for file in (self._stop, self._progress):
            file.unlink(missing_ok=True)
        _forget_surprises()
        self._process = subprocess.Popen(
            [machine.HOME / "ledger_tool", "write", *edge_flags(), f"--ledger={LEDGER}",
             f"--first_writer={next(self._numbers)}", f"--writers={WRITERS}",
             f"--give_up={'1m' if patient else '0s'}", f"--stop_file={self._stop}",
             f"--progress_file={self._progress}"], stdin=subprocess.DEVNULL)

    def progress(self) -> tuple[int, int, int]:
        """Acknowledged writes, repeated calls, surprises so far."""
        if self._process.poll() not in (None, 0):
            raise StepFailed(f"ledger_tool ended with {self._process.returncode}")
        try:
            return tuple(map(int, self._progress.read_text(encoding="utf-8").split()))
        except FileNotFoundError:
            return 0, 0, 0

    def wait_for_more(self, count: int, seconds: float, when: str) -> None:
        goal = self.progress()[0] + count
        kube.wait_until(f"{count} more writes {when}", seconds,
                        lambda: self.progress()[0] >= goal)

    def stop(self) -> None:
        """Ends when all that was asked is answered."""
        self._stop.touch()
        try:
            code = self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise StepFailed("the writers got no answer for their last requests") from None
        if code != 0:
            raise StepFailed(f"ledger_tool ended with {code}")


def _forget_surprises() -> None:
    """Those of an earlier step, which said so."""
    if LEDGER.exists():
        content = json.loads(LEDGER.read_text(encoding="utf-8"))
        LEDGER.write_text(json.dumps({**content, "surprises": []}), encoding="utf-8")


def edge_flags() -> list[str]:
    return [f"--target={kube.service_address('envoy')}:{edge.PORT}", f"--token_file={Tokens.FILE}"]


@contextlib.contextmanager
def under_load(patient: bool = False) -> Iterator[Writers]:
    """Writers and readers while the body runs; then nothing may have failed, and the ledger agrees
    with what is there. Patient writers repeat a request for a minute, and reads do not count: for
    what kills something."""
    with Tokens():
        readers, written = Readers(), Writers(patient)
        readers.start()
        try:
            written.wait_for_more(20, FIRST_WRITES_SECONDS, "before anything happens")
            yield written
        finally:
            readers.stop()
            written.stop()
        acknowledged, repeated, surprises = written.progress()
        say("load", f"{acknowledged} writes, {repeated} calls of them repeated, {surprises} "
            f"surprises; {readers.calls} reads, {readers.repeated} repeated, "
            f"{len(readers.failures)} failed")
        if readers.failures and not patient:
            raise StepFailed("reads failed:\n    " + "\n    ".join(readers.failures[:5]))
        judge(LEDGER)


def judge(ledger: pathlib.Path) -> None:
    """A failed step unless what is there is what the ledger says, and nothing else. Wants a token."""
    done = subprocess.run(
        [machine.HOME / "ledger_tool", "judge", *edge_flags(), f"--ledger={ledger}",
         f"--db_host={kube.service_address('mariadb-door')}",
         f"--db_password_file={installation.secrets() / 'customer-svc' / 'db.password'}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        raise StepFailed(f"the ledger does not agree: {done.stdout}{done.stderr}")
    say("ledger", done.stdout.strip().splitlines()[0])
