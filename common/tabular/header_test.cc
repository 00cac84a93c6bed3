#include "common/tabular/header.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::tabular {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

HeaderRules Rules() {
  HeaderRules rules;
  rules.synonyms = {{"displayname", "display_name"},
                    {"公司名称", "display_name"},
                    {"phone", "phone"},
                    {"row", ""}};
  rules.open_prefixes = {"custom.", "phones."};
  rules.synonyms["电话"] = "phones";
  rules.synonyms["联系电话"] = "phones";
  rules.synonyms["邮箱"] = "emails";
  rules.lists = {"phones"};
  rules.foreign = {{"联系人", "people are not imported"}};
  return rules;
}

TEST(MapColumns, KnowsSynonymsInAnyOrderAndCase) {
  const auto targets = MapColumns({"Phone", "_row", "Display Name*", "custom.size", ""}, Rules());
  ASSERT_THAT(targets, IsOk());
  EXPECT_THAT(*targets, ElementsAre("phone", "", "display_name", "custom.size", "?"));
  EXPECT_THAT(*MapColumns({"公司名称"}, Rules()), ElementsAre("display_name"));
}

TEST(MapColumns, KnowsNamesHoweverTheyAreWritten) {
  for (const char* name : {"電話", "电 话", "电话：", "电话（必填）", "电话*", " 电话 (Required)",
                           "电话１", "電話 2", "电话二"}) {
    EXPECT_THAT(*MapColumns({name}, Rules()), ElementsAre("phones")) << name;
  }
  for (const char* name : {"Ｄｉｓｐｌａｙ Name", "DISPLAY-NAME", "公司名稱（必填項）"}) {
    EXPECT_THAT(*MapColumns({name}, Rules()), ElementsAre("display_name")) << name;
  }
  // A number counts where there can be one only, and words in brackets that say something.
  EXPECT_FALSE(MapColumns({"phone 1"}, Rules()).ok());
  EXPECT_FALSE(MapColumns({"公司名称(英文)"}, Rules()).ok());
}

TEST(MapColumns, ColumnsOfAListAddUp) {
  EXPECT_THAT(*MapColumns({"电话1", "电话2", "phones.mobile", "联系电话"}, Rules()),
              ElementsAre("phones", "phones", "phones.mobile", "phones"));
  HeaderRules rules = Rules();
  rules.mapping = {{"座机", "phones"}};
  EXPECT_THAT(*MapColumns({"座机", "电话"}, rules), ElementsAre("phones", "phones"));
}

TEST(MapColumns, TheMappingGoesFirst) {
  HeaderRules rules = Rules();
  rules.mapping = {{"remark", "display_name"}, {"Phone", ""}, {"公司名称", "custom.firm"}};
  EXPECT_THAT(*MapColumns({"公司名称", "phone", "remark"}, rules),
              ElementsAre("custom.firm", "", "display_name"));
  // Names that differ in signs alone are told apart.
  rules.mapping = {{"€", "custom.a"}, {"$", "custom.b"}, {"C+", "custom.c"}, {"C", "custom.d"}};
  EXPECT_THAT(*MapColumns({"$", "€", "C", "C+"}, rules),
              ElementsAre("custom.b", "custom.a", "custom.d", "custom.c"));
}

// An error file has columns of the service's own beside those of the list.
TEST(MapColumns, NamesOfProgramsAreMeantToTheLetter) {
  HeaderRules rules = Rules();
  rules.synonyms["customer"] = "display_name";
  rules.mapping = {{"_customer", "_customer"}, {"_text", ""}};
  EXPECT_THAT(*MapColumns({"Customer", "Phone", "_customer", "_text"}, rules),
              ElementsAre("display_name", "phone", "_customer", ""));
  EXPECT_THAT(MapColumns({"Customer", "_customer", "_text", "Text"}, rules),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Text")));
}

TEST(MapColumns, DropsNoColumnBecauseItsMeaningIsGivenAway) {
  HeaderRules rules = Rules();
  rules.mapping = {{"remark", "display_name"}};
  EXPECT_THAT(MapColumns({"公司名称", "remark"}, rules).status().message(),
              HasSubstr("'公司名称=' (display_name is 'remark')"));
}

TEST(MapColumns, AColumnWithoutANameIsNamedByItsPlace) {
  HeaderRules rules = Rules();
  rules.mapping = {{"#2", "custom.x"}, {"#3", ""}};
  EXPECT_THAT(*MapColumns({"phone", " ", "", ""}, rules),
              ElementsAre("phone", "custom.x", "", "?"));
  EXPECT_THAT(MapColumns({"phone", "x"}, rules).status().message(), HasSubstr("'#2'"));
}

TEST(MapColumns, NamesAllUnknownColumnsWithAProposal) {
  const auto columns =
      MapColumns({"客户邮箱地址", "联系人", "颜色", "联系电话（办公）"}, Rules()).status();
  EXPECT_THAT(columns.message(), HasSubstr("no column is known"));
  EXPECT_THAT(columns.message(),
              HasSubstr("'客户邮箱地址=emails', '联系人=' (people are not imported), '颜色=', "
                        "'联系电话（办公）=phones'"));
}

TEST(MapColumns, WhatItSaysFitsIntoAnAnswer) {
  std::vector<std::string> header;
  for (int i = 0; i < 500; ++i) header.emplace_back(1000, static_cast<char>('b' + i % 20));
  const auto status = MapColumns(header, Rules()).status();
  EXPECT_LT(status.message().size(), 4000u);
  EXPECT_THAT(status.message(), HasSubstr(" more"));
}

TEST(MapColumns, RefusesWhatCannotBeMeant) {
  EXPECT_THAT(MapColumns({"公司名称", "display_name"}, Rules()).status().message(),
              HasSubstr("both mean display_name"));
  EXPECT_THAT(MapColumns({"x", "y"}, Rules()).status().message(), HasSubstr("no column is known"));
  EXPECT_THAT(MapColumns({"phone", "x", "y"}, Rules()).status().message(), HasSubstr("'x=', 'y='"));
  HeaderRules rules = Rules();
  rules.mapping = {{"addr", "address"}};
  EXPECT_THAT(MapColumns({"phone"}, rules).status().message(), HasSubstr("'addr'"));
}

}  // namespace
}  // namespace guanxi::tabular
