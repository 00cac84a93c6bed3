#include "common/tabular/header.h"

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
  rules.open_prefixes = {"custom."};
  return rules;
}

TEST(MapColumns, KnowsSynonymsInAnyOrderAndCase) {
  const auto targets = MapColumns({"Phone", "_row", "Display Name*", "custom.size", ""}, Rules());
  ASSERT_THAT(targets, IsOk());
  EXPECT_THAT(*targets, ElementsAre("phone", "", "display_name", "custom.size", ""));
  EXPECT_THAT(*MapColumns({"公司名称"}, Rules()), ElementsAre("display_name"));
}

TEST(MapColumns, TheMappingGoesFirst) {
  HeaderRules rules = Rules();
  rules.mapping = {{"remark", "display_name"}, {"Phone", ""}};
  EXPECT_THAT(*MapColumns({"公司名称", "phone", "remark"}, rules),
              ElementsAre("", "", "display_name"));
}

TEST(MapColumns, RefusesWhatCannotBeMeant) {
  EXPECT_THAT(MapColumns({"公司名称", "display_name"}, Rules()).status().message(),
              HasSubstr("both mean display_name"));
  EXPECT_THAT(MapColumns({"x", "y"}, Rules()).status().message(), HasSubstr("no column is known"));
  EXPECT_THAT(MapColumns({"phone", "x", "y"}, Rules()).status().message(),
              HasSubstr("unknown columns 'x', 'y'"));
  HeaderRules rules = Rules();
  rules.mapping = {{"addr", "address"}};
  EXPECT_THAT(MapColumns({"phone"}, rules).status().message(), HasSubstr("'addr'"));
}

}  // namespace
}  // namespace guanxi::tabular
