#include "common/search/name.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::search {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(const std::string& words) {
  std::vector<std::string> texts;
  for (const Item& item : SplitName({words})) texts.push_back(item.text);
  return texts;
}

TEST(FoldNames, FoldsAndDropsEmptyOnes) {
  const auto names = FoldNames({{"雲帆（杭州）"}, {"★"}, {"Crédit SA"}});
  ASSERT_THAT(names, IsOk());
  ASSERT_EQ(names->size(), 2u);
  EXPECT_EQ((*names)[0].words, "云帆 杭州");
  EXPECT_EQ((*names)[1].words, "credit sa");
  EXPECT_THAT(FoldNames({{"\xFF"}}), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SplitName, CutsCharactersWordsAndNumbers) {
  EXPECT_THAT(Texts("杭州 abc科技"), ElementsAre("杭", "州", "abc", "科", "技"));
  EXPECT_THAT(Texts("3m中国 b2b"), ElementsAre("3", "m", "中", "国", "b", "2", "b"));
  EXPECT_THAT(Texts("northwind trading ltd"), ElementsAre("northwind", "trading", "ltd"));
  EXPECT_THAT(Texts("カタカナ"), ElementsAre("カ", "タ", "カ", "ナ"));
  EXPECT_THAT(Texts("한국 газпром"), ElementsAre("한", "국", "газпром"));
  EXPECT_THAT(Texts(""), ElementsAre());
}

TEST(SplitName, KeepsMarksWithTheirLetters) { EXPECT_THAT(Texts("हिन्दी"), ElementsAre("हिन्दी")); }

TEST(EncodeNames, ReadsBack) {
  const std::vector<FoldedName> names = {{"曾国藩", text::NameKind::kPerson},
                                         {"acme 科技", text::NameKind::kOther}};
  const std::vector<FoldedName> back = DecodeNames(EncodeNames(names));
  ASSERT_EQ(back.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(back[i].words, names[i].words);
    EXPECT_EQ(back[i].kind, names[i].kind);
  }
}

TEST(EncodeNames, IsBounded) {
  const std::vector<FoldedName> names(10, {std::string(300, 'a') + "杭", text::NameKind::kOther});
  EXPECT_LE(EncodeNames(names).size(), kMaxStoredNames);
}

}  // namespace
}  // namespace guanxi::search
