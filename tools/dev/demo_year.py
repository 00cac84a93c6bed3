"""`./dev demo`: a year of a made-up company, through the services' own RPCs.

Leads come in, are called, become customers or nothing; opportunities go through their stages,
quotes become contracts, invoices and payments, an ERP tells of orders. What is dated by who tells
it (visits, calls, prices, contracts, invoices, payments, orders) is spread over twelve months; what
the services date themselves (`create_time`, numbers of contracts, the moment of a win) is of today.
"""

import argparse
import concurrent.futures
import datetime
import threading
import time

import demo
import demo_year_catalogue as catalogue
import demo_year_plan as plan
import stack
from console import StepFailed, say
from demo_year_leads import Part
from demo_year_maker import Maker, Tally
from rest_client import Client
from settings import Settings

LEAST, MOST, USUAL = 50, 20_000, 1_000
SEED = 2026
PART = 50  # leads: so many names fit into a path
WORKERS = 8
PATIENCE_SECONDS = 120.0
LOG_SECONDS = 10.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--leads", type=int, default=USUAL, metavar="N",
                        help=f"how many leads, {LEAST} to {MOST:,} (default: %(default)s); more "
                        "than before go on where those end")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N",
                        help="another one is another company's year, beside the first (default: "
                        "%(default)s)")
    parser.add_argument("--until", type=datetime.date.fromisoformat, metavar="YYYY-MM-DD",
                        help="the last day of the year, not in the future (default: today, UTC)")
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N",
                        help="calls at a time, 1 to 64 (default: %(default)s)")


def run(settings: Settings, options: argparse.Namespace) -> int:
    today = datetime.datetime.now(datetime.timezone.utc).date()
    until = options.until or today
    if not LEAST <= options.leads <= MOST:
        raise StepFailed(f"--leads {options.leads}: want {LEAST} to {MOST}")
    if not 0 <= options.seed < 10**9:
        raise StepFailed(f"--seed {options.seed}: want 0 to 999999999")
    if not 1 <= options.workers <= 64:
        raise StepFailed(f"--workers {options.workers}: want 1 to 64")
    if until > today:
        raise StepFailed(f"--until {until}: is in the future")
    port = stack.running_port(settings)
    client = Client(port, lambda: demo.token(settings, port), PATIENCE_SECONDS)
    begun = time.monotonic()
    try:
        tally = make(client, options.seed, options.leads, until, options.workers)
    except StepFailed as error:
        raise StepFailed(f"{error}; ./dev demo goes on from here when it is run again") from error
    print(report(tally, time.monotonic() - begun), flush=True)
    return 0


def make(client: Client, seed: int, leads: int, until: datetime.date, workers: int) -> Tally:
    """Everything; returns what was made. After a failure what has begun is ended, and no more."""
    owners = {user["loginName"]: user["name"]
              for user in client.get("/v1/users?pageSize=1000").get("users", [])}
    first = Maker(client)
    for request in catalogue.requests(until):
        first.make(*request)
    progress = _Progress(leads)
    stop = threading.Event()

    def part(begin: int) -> Tally:
        maker = Maker(client)
        if stop.is_set():
            return maker.tally
        stories = [plan.lead(seed, number) for number in range(begin, min(begin + PART, leads))]
        try:
            Part(maker, seed, until, owners).tell(stories)
        except BaseException:
            stop.set()
            raise
        progress.done(len(stories))
        return maker.tally

    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        try:
            for tally in pool.map(part, range(0, leads, PART)):
                first.tally.add(tally)
        finally:
            stop.set()
    return first.tally


class _Progress:
    """A line now and then, from whatever thread."""

    def __init__(self, leads: int) -> None:
        self._lock = threading.Lock()
        self._leads = leads
        self._done = 0
        self._said = time.monotonic()

    def done(self, count: int) -> None:
        with self._lock:
            self._done += count
            if time.monotonic() - self._said >= LOG_SECONDS:
                self._said = time.monotonic()
                say("demo", f"{self._done} of {self._leads} leads")


def report(tally: Tally, seconds: float) -> str:
    """What was made, kind by kind, and how long it took."""
    lines = [f"{'':34}{'made':>8}{'there':>8}"]
    for kind in dict.fromkeys((*tally.made, *tally.there)):
        lines.append(f"{kind:34}{tally.made[kind]:8,}{tally.there[kind]:8,}")
    rate = tally.calls / max(seconds, 0.001)
    lines.append(f"{tally.calls:,} calls in {seconds:.1f} s ({rate:.0f} a second)")
    return "\n".join(lines)
