"""Tests of processes.py and ports.py with real processes and sockets."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

import ports
import processes
from console import StepFailed

# Ends at once on SIGTERM; the shell would fork and leave the sleeper behind.
SLEEPER = ["sleep", "600"]


class ProcessesTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.records = pathlib.Path(folder.name)
        self.addCleanup(self._stop_all)

    def _stop_all(self):
        for name in processes.recorded(self.records):
            processes.stop(name, self.records)

    def _start(self, name="sleeper", argv=SLEEPER):
        return processes.start(name, argv, self.records / f"{name}.log", self.records)

    def test_started_daemon_is_found_again(self):
        daemon = self._start()
        self.assertTrue(daemon.alive())
        self.assertEqual(processes.load("sleeper", self.records), daemon)

    def test_expendable_daemon_is_the_first_to_go_when_memory_is_out(self):
        scores = []
        for name, expendable in (("service", True), ("database", False)):
            daemon = processes.start(name, SLEEPER, self.records / f"{name}.log", self.records,
                                     expendable=expendable)
            scores.append(int(pathlib.Path(f"/proc/{daemon.pid}/oom_score").read_text()))
        self.assertGreater(*scores)

    def test_stop_ends_it_and_forgets_it(self):
        daemon = self._start()
        self.assertTrue(processes.stop("sleeper", self.records))
        self.assertFalse(daemon.alive())
        self.assertEqual(processes.recorded(self.records), [])
        self.assertFalse(processes.stop("sleeper", self.records))

    def test_reused_process_id_is_not_ours(self):
        other = subprocess.Popen(SLEEPER)
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        started = processes.start_time(other.pid)
        processes.save(processes.Daemon("old", other.pid, started - 1, ""), self.records)
        self.assertIsNone(processes.load("old", self.records))
        self.assertFalse(processes.stop("old", self.records))
        self.assertIsNone(other.poll())

    def test_another_command_line_is_another_identity(self):
        self._start()
        self.assertTrue(processes.runs_as("sleeper", SLEEPER, self.records))
        self.assertFalse(processes.runs_as("sleeper", ["sleep", "601"], self.records))

    def test_rebuilt_binary_is_another_identity(self):
        binary = self.records / "tool"
        binary.write_text("#!/bin/sh\n", encoding="utf-8")
        before = processes.identify([str(binary)])
        binary.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        self.assertNotEqual(processes.identify([str(binary)]), before)

    def test_early_end_is_reported_with_the_log(self):
        with self.assertRaisesRegex(StepFailed, "brief ended") as caught:
            daemon = self._start("brief", ["sleep", "0"])
            processes.wait_ready(daemon, lambda: False, seconds=10)
        self.assertEqual(caught.exception.log, self.records / "brief.log")

    def test_interrupt_while_starting_leaves_a_record(self):
        real = subprocess.Popen

        def interrupted(*arguments, **options):
            child = real(*arguments, **options)
            os.kill(os.getpid(), signal.SIGINT)
            return child

        subprocess.Popen = interrupted
        try:
            with self.assertRaises(KeyboardInterrupt):
                self._start()
        finally:
            subprocess.Popen = real
        self.assertIsNotNone(processes.load("sleeper", self.records))

    def test_lock_refuses_a_second_holder(self):
        path = self.records / "lock"
        with processes.lock(path):
            with self.assertRaisesRegex(StepFailed, "another ./dev"):
                with processes.lock(path):
                    self.fail("taken twice")


class PortsTest(unittest.TestCase):

    def test_taken_port_names_its_holder(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            self.assertFalse(ports.is_free(port))
            self.assertIn(str(os.getpid()), ports.holder(port))
        self.assertTrue(ports.is_free(port))


if __name__ == "__main__":
    unittest.main()
