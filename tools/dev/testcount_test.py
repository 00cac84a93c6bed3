"""Tests of testcount.py on event files as Bazel writes them."""

import json
import pathlib
import tempfile
import unittest

import testcount

XML = """<testsuites><testsuite name="S">
  <testcase name="Good" status="run" classname="S"/>
  <testcase name="Bad" status="run" classname="S"><failure message="no"/></testcase>
  <testcase name="Off" status="notrun" classname="S"/>
</testsuite></testsuites>"""


class CountBazelTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def _count(self, events, exit_code=0):
        path = self.folder / "events.json"
        path.write_text("\n".join(map(json.dumps, events)), encoding="utf-8")
        return testcount.count_bazel(path, exit_code)

    def _configured(self, label, kind="cc_test rule"):
        return {"id": {"targetConfigured": {"label": label}}, "configured": {"targetKind": kind}}

    def _result(self, label, status, xml=None):
        outputs = []
        if xml is not None:
            path = self.folder / f"{label.strip('/')} report.xml"
            path.write_text(xml, encoding="utf-8")
            outputs = [{"name": "test.xml", "uri": path.as_uri()}]
        return {"id": {"testResult": {"label": label}},
                "testResult": {"status": status, "testActionOutput": outputs}}

    def test_cases_are_counted_one_by_one(self):
        tally = self._count([self._configured("//:a"), self._result("//:a", "FAILED", XML)], 3)
        self.assertEqual(str(tally), "1 passed, 1 failed")
        self.assertEqual(tally.failures, ["//:a S.Bad"])

    def test_test_that_did_not_build_is_a_failure(self):
        tally = self._count([self._configured("//:a"), self._configured("//:lib", "cc_library rule")],
                            1)
        self.assertEqual(tally.failures, ["//:a (did not run)"])

    def test_crash_without_report_is_a_failure(self):
        tally = self._count([self._configured("//:a"), self._result("//:a", "TIMEOUT")], 3)
        self.assertEqual(tally.failures, ["//:a (TIMEOUT)"])

    def test_failing_build_without_failing_test_is_a_failure(self):
        tally = self._count([], 1)
        self.assertFalse(tally.ok)

    def test_nothing_run_is_not_ok(self):
        self.assertFalse(self._count([]).ok)


class CountSuiteTest(unittest.TestCase):

    def test_last_line_counts(self):
        self.assertEqual(str(testcount.count_suite("e2e", "1 passed, 0 failed\n9 passed, 2 failed\n",
                                                   1)), "9 passed, 2 failed")

    def test_silence_is_a_failure(self):
        self.assertEqual(str(testcount.count_suite("e2e", "", 0)), "0 passed, 1 failed")

    def test_exit_code_counts_where_the_line_shows_no_failure(self):
        self.assertEqual(str(testcount.count_suite("e2e", "9 passed, 0 failed\n", 1)),
                         "9 passed, 1 failed")


if __name__ == "__main__":
    unittest.main()
