#include "common/tabular/line_parser.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::tabular {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::vector<Record> Parse(const std::string& text, size_t piece, Position start = {}) {
  LineParser parser(Limits{/*row_bytes=*/20}, start);
  std::vector<Record> records;
  for (size_t i = 0; i < text.size(); i += piece) parser.Feed(text.substr(i, piece), &records);
  parser.Finish(&records);
  return records;
}

TEST(LineParser, ReadsLinesHoweverTheyAreCut) {
  const std::string text =
      "\xEF\xBB\xBF"
      "one\r\n\n \ntwo, three\nlast";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    const auto records = Parse(text, piece);
    ASSERT_THAT(records, SizeIs(3));
    EXPECT_THAT(records[0].fields, ElementsAre("one"));
    EXPECT_THAT(records[1].fields, ElementsAre("two, three"));
    EXPECT_EQ(records[1].row, 4);
    EXPECT_THAT(records[2].fields, ElementsAre("last"));
    EXPECT_EQ(records[2].end, static_cast<int64_t>(text.size()));
  }
}

TEST(LineParser, StartsAgainBetweenRecords) {
  const std::string text = "one\n\ntwo\nthree\n";
  const Position next = Parse(text, 4)[0].Next();
  const auto rest = Parse(text.substr(next.offset), 4, next);
  ASSERT_THAT(rest, SizeIs(2));
  EXPECT_EQ(rest[0].row, 3);
  EXPECT_THAT(rest[1].fields, ElementsAre("three"));
}

TEST(LineParser, AnEndlessLineIsOneErrorInBoundedMemory) {
  for (const size_t piece : {1, 1000}) {
    const auto records = Parse(absl::StrCat(std::string(100'000, 'x'), "\nok\n"), piece);
    ASSERT_THAT(records, SizeIs(2));
    EXPECT_THAT(records[0].status.message(), HasSubstr("longer than 20 bytes"));
    EXPECT_THAT(records[0].fields, ElementsAre(SizeIs(20)));
    EXPECT_EQ(records[1].begin, 100'001);
  }
}

}  // namespace
}  // namespace guanxi::tabular
