"""Tests of what `./dev protos` writes."""

import pathlib
import tempfile
import unittest

import protos
from console import StepFailed


class WriteTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def _file(self, name, *imports):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('syntax = "proto3";\n' +
                        "".join(f'import "{name}";\n' for name in imports), encoding="utf-8")

    def _write(self, also=()):
        protos.write([self.root / "ours", self.root / "googles"], self.root / "out", list(also))
        return sorted(str(path.relative_to(self.root / "out"))
                      for path in (self.root / "out").rglob("*.proto"))

    def test_all_of_ours_and_what_they_import_of_googles(self):
        self._file("ours/guanxi/a.proto", "guanxi/b.proto", "google/longrunning/operations.proto")
        self._file("ours/guanxi/b.proto", "google/protobuf/empty.proto")
        self._file("googles/google/longrunning/operations.proto", "google/rpc/status.proto")
        self._file("googles/google/rpc/status.proto", "google/protobuf/any.proto")
        self._file("googles/google/rpc/code.proto")
        self._file("googles/google/rpc/error_details.proto")
        self.assertEqual(self._write(["google/rpc/error_details.proto"]), ["google/longrunning/operations.proto",
                                         "google/rpc/error_details.proto",
                                         "google/rpc/status.proto", "guanxi/a.proto",
                                         "guanxi/b.proto"])

    def test_an_import_that_is_nowhere_is_named(self):
        self._file("ours/guanxi/a.proto", "google/api/none.proto")
        with self.assertRaisesRegex(StepFailed, "google/api/none.proto is imported"):
            self._write()

    def test_a_folder_without_protos_is_no_success(self):
        with self.assertRaisesRegex(StepFailed, "no .proto files"):
            self._write()


if __name__ == "__main__":
    unittest.main()
