"""Tests of what `./dev pictures` asks for and writes."""

import datetime
import pathlib
import tempfile
import unittest

import pictures
import pictures_decision as decision
from console import StepFailed
from rest_client import Taken

TODAY = datetime.date(2026, 11, 30)


class FakeClient:
    """Answers with the request's language, or with what is no picture."""

    def __init__(self, begin: str = "<svg"):
        self.begin = begin
        self.asked = []
        self.made = []

    def post(self, path: str, message: dict) -> dict:
        self.made.append((path, message))
        if len(self.made) % 2 == 0:
            raise Taken("it is there")
        return message

    def download(self, path: str) -> bytes:
        return f"{self.begin} {path}".encode()

    def fetch(self, path: str, message: dict) -> bytes:
        self.asked.append((path, message))
        return f"{self.begin} lang={message['language']}".encode()


class DrawTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "pictures"

    def test_each_report_is_drawn_in_each_language(self):
        client = FakeClient()
        pictures.draw(client, self.folder, TODAY)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["funnel.en.svg", "funnel.zh.svg", "power-map.en.svg",
                          "power-map.zh.svg", "rfm-matrix.en.svg", "rfm-matrix.zh.svg"])
        self.assertEqual((self.folder / "funnel.zh.svg").read_text(), "<svg lang=zh")
        self.assertEqual({path for path, _ in client.asked}, {"/v1/reports:draw"})

    def test_the_power_map_is_of_people_who_are_made_once_under_the_same_ids(self):
        first, second = FakeClient(), FakeClient()
        for client in (first, second):
            pictures.draw(client, self.folder, TODAY)
        self.assertEqual(first.made, second.made)
        self.assertEqual(len({path for path, _ in first.made}), len(first.made))
        self.assertEqual((self.folder / "power-map.zh.svg").read_text(),
                         f"<svg /v1/{decision.CUSTOMER}:drawPowerMap?language=zh")

    def test_the_funnel_is_of_the_days_around_the_run(self):
        period = pictures.reports(TODAY)["funnel"]["funnel"]["period"]
        self.assertEqual(period["firstDay"], {"year": 2026, "month": 11, "day": 29})
        self.assertEqual(period["lastDay"], {"year": 2026, "month": 12, "day": 1})

    def test_what_is_no_picture_is_not_written(self):
        with self.assertRaisesRegex(StepFailed, "no picture"):
            pictures.draw(FakeClient("<html"), self.folder, TODAY)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_the_readme_of_customers_shows_the_power_map(self):
        text = (pictures.ROOT / "customer-svc" / "README.md").read_text(encoding="utf-8")
        self.assertIn("(../docs/pictures/power-map.en.svg)", text)

    def test_the_readmes_show_the_pictures_that_are_drawn(self):
        for readme, language in (("README.md", "en"), ("README.zh-CN.md", "zh")):
            text = (pictures.ROOT / readme).read_text(encoding="utf-8")
            for name in [*pictures.reports(TODAY), pictures.POWER_MAP]:
                self.assertIn(f"(docs/pictures/{name}.{language}.svg)", text)


if __name__ == "__main__":
    unittest.main()
