#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/tabular/csv_parser.h"
#include "common/tabular/csv_writer.h"
#include "common/tabular/formula.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::tabular {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Parses `text` fed in pieces of `piece` bytes.
std::vector<Record> Parse(const std::string& text, size_t piece = 1 << 20,
                          CsvParser::Options options = {}, Position start = {}) {
  CsvParser parser(options, start);
  std::vector<Record> records;
  for (size_t i = 0; i < text.size(); i += piece) parser.Feed(text.substr(i, piece), &records);
  parser.Finish(&records);
  return records;
}

std::vector<std::vector<std::string>> Fields(const std::vector<Record>& records) {
  std::vector<std::vector<std::string>> fields;
  for (const Record& record : records) fields.push_back(record.fields);
  return fields;
}

CsvParser::Options Comma() {
  CsvParser::Options options;
  options.delimiter = ',';
  return options;
}

TEST(CsvParser, ReadsQuotesAndLineBreaks) {
  const auto records = Parse("name,note\r\n\"a, b\",\"two\r\nlines \"\"x\"\"\"\r\nc,\n");
  EXPECT_THAT(Fields(records),
              ElementsAre(ElementsAre("name", "note"), ElementsAre("a, b", "two\r\nlines \"x\""),
                          ElementsAre("c", "")));
}

TEST(CsvParser, CountsRowsAsASpreadsheetDoes) {
  const auto records = Parse("h\n\n\"two\nlines\"\n,\n   \nlast");
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[0].row, 1);
  EXPECT_EQ(records[1].row, 3);
  EXPECT_EQ(records[2].row, 6);
  EXPECT_EQ(records[2].end, 25);
}

TEST(CsvParser, TakesOffTheByteOrderMark) {
  const auto records = Parse(
      "\xEF\xBB\xBF"
      "a,b\n1,2\n",
      1);
  EXPECT_THAT(Fields(records), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_EQ(records[0].begin, 3);
}

TEST(CsvParser, DetectsTheDelimiter) {
  EXPECT_THAT(Fields(Parse("a;\"b,c,d\";e\n1;2;3\n")),
              ElementsAre(ElementsAre("a", "b,c,d", "e"), ElementsAre("1", "2", "3")));
  EXPECT_THAT(Fields(Parse("a\tb\n1\t\n")),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "")));
  EXPECT_EQ(DetectDelimiter("one column\nx\n"), ',');
}

TEST(CsvParser, TheDelimiterMakesRowsOfOneLength) {
  // Many commas in one cell of the header, none below.
  EXPECT_EQ(DetectDelimiter("a;b;c(d,e,f,g)\n1;2;3\n"), ';');
  // Lists in cells.
  EXPECT_EQ(DetectDelimiter("name,phone\nx,1;2;3\ny,4;5;6\n"), ',');
  EXPECT_EQ(DetectDelimiter("name;sum\nx;1,50\ny;2,50\nz;3,50\n"), ';');
  // A title, rows that end early, quotations.
  EXPECT_EQ(DetectDelimiter("a list; of firms\na,b,c\n1,2,3\n"), ',');
  EXPECT_EQ(DetectDelimiter("a,b,c,d\n1,2\n3\n"), ',');
  EXPECT_EQ(DetectDelimiter("a|b\n\"1,\"\"2,3\n4\"|5\n\"6,7\"|8\n"), '|');
  EXPECT_EQ(DetectDelimiter("a|b"), '|');
}

TEST(CsvParser, BlanksAroundFields) {
  EXPECT_THAT(Fields(Parse(" a b ,  \" c, \" ,d\n")), ElementsAre(ElementsAre("a b", " c, ", "d")));
}

TEST(CsvParser, AcceptsAQuoteInsideAnUnquotedField) {
  EXPECT_THAT(Fields(Parse("12\" pipe,b\"\"c\nx,y\n", 1)),
              ElementsAre(ElementsAre("12\" pipe", "b\"\"c"), ElementsAre("x", "y")));
}

TEST(CsvParser, GoesOnAfterTextBehindAQuote) {
  const auto records = Parse("a,b\n\"x\"y,1\nz,2\n");
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_THAT(records[1].status.message(), HasSubstr("closing quote"));
  EXPECT_EQ(records[1].row, 2);
  EXPECT_THAT(records[1].fields, ElementsAre("\"x\"y,1"));
  EXPECT_THAT(records[2].fields, ElementsAre("z", "2"));
  EXPECT_EQ(records[2].begin, records[1].end);
}

TEST(CsvParser, AQuoteThatIsNeverClosedCostsOneLine) {
  const auto records = Parse("a,b\n\"x,1\ny,2\nz,3", 3);
  ASSERT_THAT(records, SizeIs(4));
  EXPECT_THAT(records[1].status.message(), HasSubstr("never closed"));
  EXPECT_THAT(records[1].fields, ElementsAre("\"x,1"));
  EXPECT_THAT(records[2].fields, ElementsAre("y", "2"));
  EXPECT_THAT(records[3].fields, ElementsAre("z", "3"));
  EXPECT_EQ(records[3].row, 4);
}

TEST(CsvParser, ReportsLimits) {
  CsvParser::Options options = Comma();
  options.limits = Limits{/*row_bytes=*/40, /*field_bytes=*/10, /*columns=*/3};
  const std::string endless(100'000, 'x');
  for (const size_t piece : {1, 7, 1 << 20}) {
    const auto records =
        Parse(absl::StrCat("1,2,3,4\nlonger than ten,\n", endless, "\nok,ok\n"), piece, options);
    ASSERT_THAT(records, SizeIs(4));
    EXPECT_THAT(records[0].status.message(), HasSubstr("more than 3 columns"));
    EXPECT_THAT(records[1].status.message(), HasSubstr("field 1 has 15 bytes"));
    EXPECT_THAT(records[2].status.message(), HasSubstr("longer than 40 bytes"));
    EXPECT_THAT(records[2].fields, ElementsAre(SizeIs(40)));
    EXPECT_THAT(records[3].fields, ElementsAre("ok", "ok"));
    EXPECT_EQ(records[3].begin, 8 + 17 + 100'001);
    EXPECT_EQ(records[3].row, 4);
  }
}

TEST(CsvParser, EmptyFileHasNoRecords) {
  EXPECT_THAT(Parse(""), IsEmpty());
  EXPECT_THAT(Parse("\xEF\xBB\xBF\r\n\r\n"), IsEmpty());
}

TEST(Formula, MarksAndUnmarks) {
  for (const char* text : {"=1", "+86", "-1", "@x", "\tx", "\rx", "'=1", "''+x"}) {
    EXPECT_TRUE(NeedsMark(text)) << text;
    EXPECT_EQ(Unmark(absl::StrCat("'", text)), text);
  }
  for (const char* text : {"", "'", "'tis", "a=b", "中", " =1"}) {
    EXPECT_FALSE(NeedsMark(text)) << text;
    EXPECT_EQ(Unmark(text), text);
  }
}

TEST(Formula, MarksWhatSpreadsheetsWriteInAnotherWay) {
  for (const char* text :
       {"913301060001234567", "138001380001", "007", "0571", "1-2", "3/5", "12E3", "1.10", "9:30",
        "1,000", "50%", "1990-3-5", "'913301060001234567"}) {
    EXPECT_TRUE(NeedsMark(text)) << text;
    EXPECT_EQ(Unmark(absl::StrCat("'", text)), text);
  }
  for (const char* text :
       {"0", "7", "13800138000", "2026-11-22", "91330106MA2ABC1234", "12 号", "3楼", "CNY 1.50"}) {
    EXPECT_FALSE(NeedsMark(text)) << text;
  }
}

TEST(Formula, TakesOffTheMarksOfSpreadsheets) {
  EXPECT_EQ(Unmark("'13800138000"), "13800138000");
  EXPECT_EQ(Unmark("'91330106MA2ABC1234"), "91330106MA2ABC1234");
  EXPECT_EQ(Unmark("'张三"), "张三");
  for (const char* text : {"'90s", "'张三'", "'tis", "a'1"}) EXPECT_EQ(Unmark(text), text);
}

TEST(CsvWriter, QuotesAndMarks) {
  std::string out;
  AppendCsvRow({"a", "b,c", "say \"hi\"", "=SUM(A1)", "+86 1", " x"}, &out);
  EXPECT_EQ(out, "a,\"b,c\",\"say \"\"hi\"\"\",'=SUM(A1),'+86 1,\" x\"\r\n");
}

// Random tables over the characters that matter.
std::vector<std::vector<std::string>> RandomTable(std::mt19937* random) {
  static constexpr absl::string_view kAlphabet = "ab,;\t\"'\r\n =+-@\xEF\xBB\xBF\xE4\xB8\xAD";
  const auto pick = [random](size_t n) { return (*random)() % n; };
  std::vector<std::vector<std::string>> table(1 + pick(6));
  const size_t columns = 1 + pick(4);
  for (auto& row : table) {
    row.resize(columns);
    for (auto& field : row) {
      for (size_t n = pick(6); n > 0; --n) field.push_back(kAlphabet[pick(kAlphabet.size())]);
    }
    row[pick(columns)].push_back('x');  // No blank rows: they are not records.
  }
  return table;
}

TEST(CsvProperty, WhatIsWrittenIsReadHoweverItIsCut) {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    const auto table = RandomTable(&random);
    std::string text;
    for (const auto& row : table) AppendCsvRow(row, &text);
    const auto records = Parse(text, 1 + random() % 9, Comma());
    ASSERT_EQ(Fields(records), table) << testing::PrintToString(text);
    // From the end of any record the rest reads the same.
    const size_t from = random() % records.size();
    const Position next = records[from].Next();
    const auto rest = Parse(text.substr(next.offset), 5, Comma(), next);
    ASSERT_EQ(rest.size(), records.size() - from - 1);
    for (size_t i = 0; i < rest.size(); ++i) {
      ASSERT_EQ(rest[i].fields, records[from + 1 + i].fields);
      ASSERT_EQ(rest[i].row, records[from + 1 + i].row);
      ASSERT_EQ(rest[i].end, records[from + 1 + i].end);
    }
  }
}

TEST(CsvProperty, AnyBytesReadTheSameHoweverTheyAreCut) {
  std::mt19937 random(11);
  static constexpr absl::string_view kAlphabet = "ab,\"\"\r\n ";
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (size_t n = random() % 60; n > 0; --n)
      text.push_back(kAlphabet[random() % kAlphabet.size()]);
    const auto whole = Parse(text, 1 << 20, Comma());
    const auto cut = Parse(text, 1 + random() % 5, Comma());
    ASSERT_EQ(Fields(whole), Fields(cut)) << testing::PrintToString(text);
    for (size_t i = 0; i < whole.size(); ++i) {
      ASSERT_EQ(whole[i].end, cut[i].end);
      ASSERT_EQ(whole[i].row, cut[i].row);
      ASSERT_EQ(whole[i].status, cut[i].status);
    }
  }
}

}  // namespace
}  // namespace guanxi::tabular
