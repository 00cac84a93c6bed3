"""Tests of logs.py with real writers."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

import logs
import processes

LIMIT = 20_000
KEPT = 2
SECONDS = 20
# Appends numbered lines, as a service does through the descriptor that it was started with.
WRITER = ["sh", "-c", "i=0; while :; do i=$((i+1)); echo line $i; done"]


class LogsTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.log = self.folder / "service.log"

    def _parts(self):
        return sorted(path.name for path in self.folder.iterdir())

    def test_small_log_stays(self):
        self.log.write_bytes(b"x" * LIMIT)
        logs.keep_small(self.folder, LIMIT, KEPT)
        self.assertEqual(self._parts(), ["service.log"])

    def test_grown_log_is_kept_in_parts_and_the_oldest_goes(self):
        for text in (b"1", b"2", b"3", b"4"):
            self.log.write_bytes(text * (LIMIT + 1))
            logs.keep_small(self.folder, LIMIT, KEPT)
        self.assertEqual(self.log.stat().st_size, 0)
        self.assertEqual(self._parts(), ["service.log", "service.log.1", "service.log.2"])
        self.assertEqual((self.folder / "service.log.1").read_bytes()[:1], b"4")
        self.assertEqual((self.folder / "service.log.2").read_bytes()[:1], b"3")

    def test_nothing_but_logs_is_touched(self):
        (self.folder / "data").write_bytes(b"x" * 2 * LIMIT)
        logs.keep_small(self.folder, LIMIT, KEPT)
        self.assertEqual((self.folder / "data").stat().st_size, 2 * LIMIT)

    def test_log_that_cannot_be_copied_is_emptied(self):
        (self.folder / "service.log.copy").mkdir()
        self.log.write_bytes(b"x" * 2 * LIMIT)
        logs.keep_small(self.folder, LIMIT, KEPT)
        self.assertEqual(self.log.stat().st_size, 0)

    def test_writer_goes_on_while_it_is_kept_small_and_after_the_keeper_was_killed(self):
        writer = processes.start("service", WRITER, self.log, self.folder)
        self.addCleanup(processes.stop, "service", self.folder)
        keeper = subprocess.Popen(
            [sys.executable, "-B", logs.__file__, self.folder, str(LIMIT), str(KEPT)])
        self.addCleanup(keeper.wait)
        self.addCleanup(keeper.kill)
        oldest = self.folder / f"service.log.{KEPT}"
        self.assertTrue(processes.wait_until(oldest.exists, SECONDS))
        self.assertRegex(oldest.read_text().splitlines()[1], r"^line \d+$")
        keeper.send_signal(signal.SIGKILL)
        keeper.wait()
        size = self.log.stat().st_size
        self.assertTrue(processes.wait_until(lambda: self.log.stat().st_size > size, SECONDS))
        self.assertTrue(writer.alive())


if __name__ == "__main__":
    unittest.main()
