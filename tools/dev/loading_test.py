"""Tests of the decisions that loading.py takes about a file."""

import argparse
import pathlib
import tempfile
import unittest

import loading
from console import StepFailed


class ParametersTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def _parameters(self, name, content, **options):
        path = self.folder / name
        path.write_bytes(content.encode("utf-8-sig"))
        defaults = {"map": [], "region": "", "source": None, "dry_run": False,
                    "format": None, "encoding": "", "type": None}
        found = loading.parameters(path, argparse.Namespace(**{**defaults, **options}))
        return [pair for pair in found if pair[0] != "requestId"]

    def test_names_alone_need_nothing(self):
        self.assertEqual(self._parameters("names.txt", "苏州公司\n"),
                         [("format", "TEXT_LINES"), ("sourceSystem", "names")])

    def test_column_of_customer_types_is_left_to_the_service(self):
        found = self._parameters("c.csv", "type,name\r\nPERSON,a\r\n,b\r\nORGANIZATION,c\r\n")
        self.assertNotIn("columns", dict(found))

    def test_column_of_other_types_is_ignored(self):
        found = self._parameters("c.csv", "name,type\na,french\n")
        self.assertIn(("columns", "type="), found)

    def test_mapped_column_stays_mapped(self):
        found = self._parameters("c.csv", "name,type\na,french\nb,thai\n", map=["type=industry"])
        self.assertEqual([value for name, value in found if name == "columns"], ["type=industry"])

    def test_options_are_passed_on(self):
        found = self._parameters("c.jsonl", "{}", region="us", source="erp", dry_run=True,
                                 encoding="big5")
        self.assertEqual(found, [("format", "JSON_LINES"), ("phoneRegion", "US"),
                                 ("encoding", "BIG5"), ("sourceSystem", "erp"),
                                 ("dryRun", "true")])

    def test_rows_are_of_the_type_that_was_said(self):
        found = self._parameters("people.txt", "解勇勇\n", type="person")
        self.assertIn(("defaultType", "PERSON"), found)

    def test_errors_that_cannot_be_saved_are_told_before_anything_is_sent(self):
        with self.assertRaisesRegex(StepFailed, "--errors /nonexist/x.csv: No such file"):
            loading.check_savable(pathlib.Path("/nonexist/x.csv"))
        fresh, kept = self.folder / "new.csv", self.folder / "old.csv"
        kept.write_text("rows")
        loading.check_savable(fresh)
        loading.check_savable(kept)
        self.assertFalse(fresh.exists())
        self.assertEqual(kept.read_text(), "rows")

    def test_corrected_rows_are_sent_again_as_what_they_are(self):
        options = argparse.Namespace(source=None, format=None, region="", map=[], type="person")
        self.assertEqual(loading._options_again(pathlib.Path("people.txt"), options),
                         "--source people --type person")

    def test_sample_that_ends_within_the_first_row_is_no_error(self):
        found = self._parameters("c.csv", "type," + "x" * 100_000 + "\na,b\n")
        self.assertNotIn("columns", dict(found))


class SourceSystemTest(unittest.TestCase):

    def test_file_name_becomes_a_valid_system(self):
        self.assertEqual(loading.source_system(pathlib.Path("x/Fodors 2024.csv")), "fodors-2024")

    def test_names_that_latin_letters_cannot_say_stay_apart(self):
        names = ["客户名单.csv", "客户.csv", "2026 list.csv", "2025 list.csv", "华东 list.csv",
                 "list.csv", "x" * 40 + "1.csv", "x" * 40 + "2.csv"]
        systems = [loading.source_system(pathlib.Path(name)) for name in names]
        self.assertEqual(len(set(systems)), len(names), systems)
        for system in systems:
            self.assertRegex(system, r"^[a-z][a-z0-9_-]{0,31}$")


class ErrorLinesTest(unittest.TestCase):

    def test_both_formats_are_read(self):
        self.assertEqual(loading.error_lines("name,_row,_error\r\nx,7,bad\r\n"),
                         [("refused", "row 7: bad")])
        self.assertEqual(loading.error_lines('{"_row": 7, "_error": "bad"}\n'),
                         [("refused", "row 7: bad")])

    def test_rows_that_were_taken_in_part_are_told_apart(self):
        text = "name,_customer,_row,_error\r\nx,customers/1,7,bad\r\n,,8,worse\r\n"
        self.assertEqual(loading.error_lines(text),
                         [("partial", "row 7: bad"), ("refused", "row 8: worse")])

    def test_giant_cells_are_read(self):
        text = f"name,_row,_error\r\n{'x' * 200_000},7,bad\r\n"
        self.assertEqual(loading.error_lines(text), [("refused", "row 7: bad")])


class RemarksTest(unittest.TestCase):

    def test_only_what_there_is_is_said(self):
        self.assertEqual(loading.remarks({"rows": "9", "created": "9"}), [])
        partial, nameless = loading.remarks({"rows": "9", "partial": "3", "withoutId": "2"})
        self.assertTrue(partial.startswith("3 of them"), partial)
        self.assertTrue(nameless.startswith("2 have no id"), nameless)


if __name__ == "__main__":
    unittest.main()
