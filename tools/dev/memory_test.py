"""Tests that memory.py adds up what the code says."""

import pathlib
import re
import unittest

import database
import memory
import services

# Not what links lead to: Bazel lays the files of a test side by side.
ROOT = pathlib.Path(__file__).absolute().parents[2]


def found(path: str, pattern: str) -> list[int]:
    """The numbers that the pattern's groups match in a file."""
    match = re.search(pattern, (ROOT / path).read_text(encoding="utf-8"))
    if match is None:
        raise AssertionError(f"{path} has no {pattern}")
    return [int(group.replace(",", "")) for group in match.groups()]


class MemoryTest(unittest.TestCase):

    def test_parts_of_a_service_are_those_of_the_code(self):
        pipeline, server = "common/rpc/pipeline.h", "common/rpc/server.h"
        [held] = found(pipeline, r"memory_bytes = int64_t\{(\d+)\} << 20")
        [answer] = found(pipeline, r"max_answer_bytes = (\d+) << 20")
        point, scan, job = (found(pipeline, rf"LaneOptions {lane}\{{(\d+), ")[0]
                            for lane in ("point", "scan", "job"))
        message, wrapping = found(server, r"max_receive_bytes = \((\d+) << 20\) \+ \((\d+) << 10\)")
        [buffers] = found(server, r"buffer_bytes = int64_t\{(\d+)\} << 20")
        received = message + wrapping / 1024
        held_by = list(memory.SERVICE.values())
        self.assertEqual(held_by[:4], [held, (point + scan + job) * 2 * answer,
                                       int(job * 2 * received), buffers])
        self.assertAlmostEqual(memory.PARSING, 130 * received, delta=1)
        self.assertEqual(held_by[4], 2 * memory.PARSING)

    def test_memory_of_the_copy_is_that_of_its_flag(self):
        [mebibytes] = found("analytics-svc/config.cc", r"replica_memory_mib, (\d+),")
        self.assertEqual(next(iter(memory.REPLICA.values())), mebibytes)
        self.assertEqual(memory.BOUNDS[services.ANALYTICS.name],
                         sum(memory.SERVICE.values()) + sum(memory.REPLICA.values()))

    def test_envoys_heap_is_that_of_its_configuration(self):
        [heap] = found("gateway/envoy/render", r'"HEAP_BYTES": str\((\d+) << 20\)')
        self.assertEqual(memory.ENVOY["heap (HEAP_BYTES)"], heap)

    # What one service's lanes hold fits through the edge, so that the service, which knows
    # tenants, decides who is refused.
    def test_the_edge_passes_more_calls_than_the_lanes_hold(self):
        held = sum(sum(found("common/rpc/pipeline.h", rf"LaneOptions {lane}\{{(\d+), (\d+),"))
                   for lane in ("point", "scan", "job"))
        [calls] = found("gateway/envoy/envoy.yaml", r"&breakers .*max_requests: (\d+)")
        self.assertGreater(calls, held * 3 // 2)

    def test_the_sums_are_those_of_the_readme(self):
        [service] = {memory.BOUNDS[name] for name in services.BY_NAME
                     if name != services.ANALYTICS.name}
        wanted = [memory.BOUNDS["envoy"], service, memory.PARSING, sum(memory.REPLICA.values()),
                  memory.BOUNDS[database.NAME]]
        for readme, pattern in (
                ("README.md", r"Envoy ([\d,]+) MB, each service ([\d,]+) MB \(.*; ([\d,]+) MB more "
                              r".*; analytics-svc ([\d,]+) MB more .*\), "
                              r"MariaDB ([\d,]+) MB beside"),
                ("README.zh-CN.md", r"Envoy ([\d,]+) MB，每个服务 ([\d,]+) MB（.*再加 ([\d,]+) MB；"
                                    r"analytics-svc 的事实副本另加 ([\d,]+) MB），"
                                    r"MariaDB 为缓冲池之外 ([\d,]+) MB")):
            with self.subTest(readme):
                self.assertEqual(found(readme, pattern), wanted)


if __name__ == "__main__":
    unittest.main()
