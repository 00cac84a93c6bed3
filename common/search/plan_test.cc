#include "common/search/plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/search/query.h"
#include "common/search/suffix_rows.h"
#include "common/testing/names.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

using ::testing::ElementsAre;

SearchQuery Parse(const std::string& text) { return ParseQuery(text, "CN").value(); }

TEST(MakePlan, OneRangeForChinese) {
  const auto plan = MakePlan(Parse("雲帆"));
  ASSERT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan[0].column, KeyColumn::kText);
  EXPECT_EQ(plan[0].prefix, "云帆");
  EXPECT_TRUE(plan[0].exact);
}

TEST(MakePlan, PinyinThenInitialsForLatin) {
  const auto plan = MakePlan(Parse("hzy"));
  ASSERT_EQ(plan.size(), 4u);
  EXPECT_EQ(plan[0].column, KeyColumn::kPinyin);
  EXPECT_EQ(plan[0].prefix, "hzy");
  EXPECT_THAT(plan[1].cut_keys, ElementsAre("h*", "hz*"));
  EXPECT_FALSE(plan[1].exact);
  EXPECT_EQ(plan[2].column, KeyColumn::kInitials);
}

TEST(MakePlan, CutsLongTermsAndChecksThem) {
  const auto plan = MakePlan(Parse("hangzhouyunfanwangluokejiyouxiangongsi"));
  EXPECT_EQ(plan[0].prefix.size(), kPinyinKeyBytes);
  EXPECT_FALSE(plan[0].exact);
}

TEST(MakePlan, JoinedFirstThenTheLongestWord) {
  const auto plan = MakePlan(Parse("云帆 科技园"));
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[0].prefix, "云帆科技园");
  EXPECT_TRUE(plan[0].exact);
  EXPECT_EQ(plan[1].prefix, "科技园");
  EXPECT_FALSE(plan[1].exact);
}

TEST(Score, PrefersStartsBrandsAndShortRests) {
  const auto plan = MakePlan(Parse("云帆"));
  const auto score = [&](const std::string& name) {
    uint32_t best = 0;
    for (const SuffixRow& row : SuffixRows(FoldNames({{name}}).value())) {
      if (!plan[0].Covers(row.text)) continue;
      best = std::max(best, Score(plan, {0, row.text, Uuid(), row.number}));
    }
    return best;
  };
  const uint32_t whole = score("云帆");
  const uint32_t start = score("云帆科技有限公司");
  const uint32_t brand = score("杭州云帆科技有限公司");
  const uint32_t inside = score("杭州大云帆科技有限公司");
  EXPECT_GT(whole, start);
  EXPECT_GT(start, brand);
  EXPECT_GT(brand, inside);
}

// Records of one to three names, long and full of polyphones at times.
std::vector<FoldedName> RandomRecord(NameGenerator* names) {
  std::vector<Name> record;
  switch (names->Uniform(4)) {
    case 0:
      record = {{names->Person(), text::NameKind::kPerson}};
      break;
    case 1:
      record = {{names->Company()}, {names->ForeignCompany()}};
      break;
    default:
      record = {{names->Company()}};
  }
  return FoldNames(record).value();
}

// A query that some place of the record matches: a stretch of text, pinyin or initials in random
// readings, cut at a random place.
std::string RandomQuery(const std::vector<FoldedName>& record, NameGenerator* names) {
  const std::vector<Item> items = SplitName(record[names->Uniform(record.size())]);
  const size_t first = names->Uniform(items.size());
  const size_t count = 1 + names->Uniform(std::min<size_t>(items.size() - first, 12));
  const size_t form = names->Uniform(3);
  std::string query;
  for (size_t i = first; i < first + count; ++i) {
    const text::Readings& readings = items[i].readings;
    if (form == 0 || readings.empty()) {
      query += items[i].text;
    } else {
      const absl::string_view reading = readings[names->Uniform(readings.size())];
      query += std::string(form == 1 ? reading : reading.substr(0, 1));
    }
  }
  if (form == 1) query.resize(1 + names->Uniform(query.size()));
  return query;
}

struct Indexed {
  std::vector<FoldedName> names;
  std::vector<SuffixRow> rows;
};

// Whether the index finds the record: by a row that is exact, or by any row and the check.
bool IndexFinds(const Indexed& record, const std::vector<Scan>& plan, const SearchQuery& query) {
  bool candidate = false;
  for (const Scan& scan : plan) {
    for (const SuffixRow& row : record.rows) {
      if (!scan.Covers(KeyOf(row, scan.column))) continue;
      if (scan.exact) return true;
      candidate = true;
    }
  }
  return candidate && Matches(record.names, query);
}

bool Like(const std::vector<FoldedName>& record, const std::string& folded) {
  return std::any_of(record.begin(), record.end(), [&](const FoldedName& name) {
    std::string text = name.words;
    text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
    return absl::StrContains(text, folded);
  });
}

// The index and the definition of a match agree on every pair of 600 queries and 300 records, and
// for Chinese both agree with LIKE.
TEST(Plan, FindsExactlyWhatMatches) {
  NameGenerator names(20261122);
  std::vector<Indexed> records;
  const auto add = [&](const std::vector<FoldedName>& record) {
    records.push_back({record, SuffixRows(record)});
  };
  for (int i = 0; i < 300; ++i) add(RandomRecord(&names));
  for (const char* hard :
       {"长行长行长行长行长行长行", "重庆长城银行长沙重工银行长春传重曾单参分行营业部",
        "厦门长乐都市音乐传媒有限公司重庆分公司", "3M长行ABC重庆B2B"}) {
    add(FoldNames({{hard}}).value());
  }
  size_t found = 0;
  for (size_t q = 0; q < 600; ++q) {
    const std::string text = RandomQuery(records[q % records.size()].names, &names);
    const SearchQuery query = Parse(text);
    const std::vector<Scan> plan = MakePlan(query);
    ASSERT_TRUE(IndexFinds(records[q % records.size()], plan, query)) << text;
    for (const Indexed& record : records) {
      const std::string context = absl::StrCat(text, " in ", record.names[0].words);
      const bool matches = Matches(record.names, query);
      ASSERT_EQ(IndexFinds(record, plan, query), matches) << context;
      if (query.joined.kind == Term::Kind::kText) {
        ASSERT_EQ(matches, Like(record.names, query.joined.folded)) << context;
      }
      found += matches;
    }
  }
  EXPECT_GT(found, 600u);
}

}  // namespace
}  // namespace guanxi::search
