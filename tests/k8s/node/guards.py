"""Several who want what one alone can have, again and again: a product's code (lead-svc)."""

import collections
import contextlib
import itertools
import json
import threading
import uuid
from typing import Iterator

from console import StepFailed, say
from edge import CallFailed, Edge, Tokens

RIVALS = 4


class _Contest:
    """Rounds of RIVALS threads each, until it is ended."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.winners: dict[str, list[str]] = collections.defaultdict(list)
        self.rounds = 0
        self._mark = uuid.uuid4().hex[:8]
        self._lock = threading.Lock()

    def run(self) -> None:
        for number in itertools.count():
            if self.ended.is_set():
                return
            code = f"G-{self._mark}-{number}"
            rivals = [threading.Thread(target=self._want, args=(code,)) for _ in range(RIVALS)]
            for rival in rivals:
                rival.start()
            for rival in rivals:
                rival.join()
            self.rounds += 1

    def _want(self, code: str) -> None:
        product = {"code": code, "displayName": code, "unit": "席", "taxRate": {"value": "6"}}
        try:
            made = Edge().call("POST", f"/v1/products?requestId={uuid.uuid4()}",
                               json.dumps(product), **Tokens.header(),
                               **{"content-type": "application/json"})
        except CallFailed:
            return  # it is taken, or nobody knows: what is there says
        with self._lock:
            self.winners[code].append(made["name"])

    def check(self) -> None:
        """Of each code one product at most is there, and it is the one that was said to be made."""
        there = collections.defaultdict(list)
        token = ""
        while True:
            page = Edge().call("GET", f"/v1/products?pageSize=500&pageToken={token}",
                               **Tokens.header())
            for product in page.get("products", []):
                there[product["code"]].append(product["name"])
            token = page.get("nextPageToken", "")
            if not token:
                break
        problems = [f"{code}: {len(names)} products" for code, names in there.items()
                    if len(names) > 1]
        problems += [f"{code}: said to be {', '.join(names)}, there is {there.get(code)}"
                     for code, names in self.winners.items() if there.get(code) != names]
        if problems:
            raise StepFailed("guards did not hold:\n    " + "\n    ".join(problems[:5]))
        say("guards", f"{self.rounds} rounds of {RIVALS}, {len(self.winners)} winners, each alone")


@contextlib.contextmanager
def contended() -> Iterator[None]:
    """Contests while the body runs, and who has won afterwards. Wants a token."""
    contest = _Contest()
    runner = threading.Thread(target=contest.run, daemon=True)
    runner.start()
    try:
        yield
    finally:
        contest.ended.set()
        runner.join()
    contest.check()
