"""Tests of what filekind.py takes and refuses."""

import io
import pathlib
import tempfile
import unittest
import zipfile

import filekind
from console import StepFailed


def workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


class FormatTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def _format(self, name, content, said=None):
        path = self.folder / name
        path.write_bytes(content)
        return filekind.format_of(path, said)

    def test_name_says_what_a_list_is(self):
        for name, content, wanted in (
                ("a.csv", "名称\n甲\n".encode("gb18030"), "CSV"),
                ("a.TSV", b"name\tphone\n", "CSV"),
                ("a.csv", "name\n一a\n".encode("utf-16"), "CSV"),
                ("a.csv", "name\na一\n".encode("utf-16-le"), "CSV"),
                ("a.jsonl", b'{"displayName":"x"}\n', "JSON_LINES"),
                ("a.json", b'{"displayName":"x"}\n{"displayName":"y"}\n', "JSON_LINES"),
                ("a.txt", "[苏州]公司\n".encode(), "TEXT_LINES"),
                ("a.txt", b"<3 flowers\nBM Ltd\n", "TEXT_LINES"),
                ("a.txt", b"", "TEXT_LINES")):
            with self.subTest(name=name, content=content):
                self.assertEqual(self._format(name, content), wanted)

    def test_unknown_name_needs_to_be_said(self):
        for name in ("a.list", "a", "a.csv.bak", ".csv"):
            with self.subTest(name), self.assertRaisesRegex(StepFailed, "no kind of list.*--format"):
                self._format(name, "客户名单\n名称,电话\n".encode())
        self.assertEqual(self._format("a.list", b"name\nx\n", "CSV"), "CSV")

    def test_what_is_no_list_is_refused_by_its_name_whatever_it_is_called(self):
        for content, kind in (
                (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
                (b"\x89PNG\r\n\x1a\n", "picture"),
                (b"\xff\xd8\xff\xe0", "picture"),
                (workbook(), "Excel"),
                (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Office"),
                (b"PK\x03\x04\x14\x00names.txt", "compressed"),
                (b"\x1f\x8b\x08\x00", "compressed"),
                (b"BEGIN:VCARD\r\nFN:x", "vCard"),
                (b"\xef\xbb\xbf\r\nbegin:vcard", "vCard"),
                ("BEGIN:VCARD\nFN:x".encode("utf-16"), "vCard"),
                (b"<!DOCTYPE html><table>", "web page"),
                (b"<?xml version='1.0'?>", "XML"),
                (b"{\\rtf1\\ansi", "rich text"),
                (b'[{"type":"PERSON"}]', "JSON array"),
                (b'\xef\xbb\xbf[\r\n  {"type":"PERSON"}\r\n]', "JSON array"),
                (b'["a","b"]', "JSON array"),
                (b"\x7fELF\x02\x01\x01\0\0\0", "not text")):
            for name in ("a.txt", "a.csv", "a.json", "a.list"):
                with self.subTest(name=name, content=content), \
                     self.assertRaisesRegex(StepFailed, f"{name} is .*{kind}"):
                    self._format(name, content)

    def test_one_object_over_several_lines_is_refused(self):
        with self.assertRaisesRegex(StepFailed, "one object a line"):
            self._format("a.json", b'{\n  "displayName": "x"\n}\n')


if __name__ == "__main__":
    unittest.main()
