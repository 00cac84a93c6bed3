"""`./dev pictures`: draws what the READMEs show: reports of what `./dev demo` has made, and the
power map of a company that is made for it.

Nothing here knows more than any client could: each picture is one call of ChartService, or of
PowerMapService.
"""

import argparse
import datetime
import pathlib

import demo
import demo_year_catalogue as catalogue
import pictures_decision as decision
import stack
from console import StepFailed, say
from rest_client import Client
from settings import ROOT, Settings

FOLDER = ROOT / "docs" / "pictures"
LANGUAGES = ("en", "zh")
POWER_MAP = "power-map"
PATIENCE_SECONDS = 60.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER, metavar="FOLDER",
                        help="where to (default: docs/pictures)")


def run(settings: Settings, options: argparse.Namespace) -> int:
    port = stack.running_port(settings)
    client = Client(port, lambda: demo.token(settings, port), PATIENCE_SECONDS)
    draw(client, options.folder, datetime.date.today())
    return 0


def draw(client: Client, folder: pathlib.Path, today: datetime.date) -> None:
    """All pictures in all languages; `today` is the day on which the demo's year was made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, report in reports(today).items():
        for language in LANGUAGES:
            _keep(folder / f"{name}.{language}.svg",
                  client.fetch("/v1/reports:draw", {**report, "language": language}))
    decision.make(client)
    for language in LANGUAGES:
        _keep(folder / f"{POWER_MAP}.{language}.svg",
              client.download(f"/v1/{decision.CUSTOMER}:drawPowerMap?language={language}"))


def _keep(path: pathlib.Path, picture: bytes) -> None:
    if not picture.startswith(b"<svg"):
        raise StepFailed(f"{path.name}: the answer is no picture: {picture[:80]!r}")
    path.write_bytes(picture)
    say("pictures", str(path))


def reports(today: datetime.date) -> dict[str, dict]:
    """What is drawn, by the names of the files. What the services date themselves is of the day of
    the run, which may be another one where the company is."""
    days = {"firstDay": _date(today - datetime.timedelta(days=1)),
            "lastDay": _date(today + datetime.timedelta(days=1))}
    return {"funnel": {"funnel": {"pipeline": catalogue.PIPELINE, "period": days}},
            "rfm-matrix": {"rfmMatrix": {"rows": "REGION"}}}


def _date(day: datetime.date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}
