#include "common/filter/matcher.h"

#include <map>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/filter/checker.h"
#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using Record = std::map<std::string, std::vector<Literal>>;

bool MatchesRecord(absl::string_view filter, const Record& record) {
  const auto checked = Compile(filter, TestSchema(), ResolveTestField);
  EXPECT_THAT(checked, IsOk()) << filter;
  return checked.ok() && Matches(*checked, [&record](const Field& field) {
           const auto found = record.find(field.path);
           return found == record.end() ? std::vector<Literal>() : found->second;
         });
}

Record Huawei() {
  return {{"display_name", {std::string("华为技术有限公司")}},
          {"state", {int64_t{1}}},
          {"employee_count", {int64_t{207000}}},
          {"key_account", {true}},
          {"create_time", {absl::FromUnixSeconds(1700000000)}},
          {"founded", {absl::CivilDay(1987, 9, 15)}},
          {"credit_limit", {Decimal{"1000000.5"}}},
          {"tags", {std::string("vip"), std::string("telecom")}},
          {"custom.area", {int64_t{7}}}};
}

TEST(Matches, ComparesEveryKind) {
  for (const char* filter :
       {"", "display_name = \"华*\"", "display_name = *有限*", "display_name = '*公司'",
        "state = ACTIVE", "employee_count >= 207000", "key_account = true",
        "create_time < 2024-01-01T00:00:00Z", "founded = 1987-09-15", "credit_limit > 1000000.4",
        "tags:telecom", "tags:*", "tags:v*", "custom.area < 8", "custom:area",
        "state = LEAD OR employee_count > 5", "NOT state = LEAD"}) {
    EXPECT_TRUE(MatchesRecord(filter, Huawei())) << filter;
  }
  for (const char* filter :
       {"display_name = \"为*\"", "state = LEAD", "employee_count < 207000", "key_account = false",
        "founded > 1987-09-15", "credit_limit = 1000000", "tags:retail", "custom.area = 8",
        "state = ACTIVE AND employee_count < 5", "NOT state = ACTIVE", "tags:elecom"}) {
    EXPECT_FALSE(MatchesRecord(filter, Huawei())) << filter;
  }
}

TEST(Matches, MissingFieldIsUnequalToEverythingAndHasNoOrder) {
  const Record empty;
  EXPECT_TRUE(MatchesRecord("employee_count != 5", empty));
  EXPECT_TRUE(MatchesRecord("NOT employee_count < 5", empty));
  EXPECT_TRUE(MatchesRecord("-tags:vip", empty));
  EXPECT_TRUE(MatchesRecord("state = STATE_UNSPECIFIED", empty));
  EXPECT_TRUE(MatchesRecord("display_name = ''", empty));
  EXPECT_FALSE(MatchesRecord("employee_count < 5", empty));
  EXPECT_FALSE(MatchesRecord("employee_count >= 5", empty));
  EXPECT_FALSE(MatchesRecord("employee_count:*", empty));
  EXPECT_FALSE(MatchesRecord("custom:area", empty));
}

TEST(Matches, EmptyTextAndEnumZeroAreMissing) {
  const Record blank = {{"display_name", {std::string()}}, {"state", {int64_t{0}}}};
  EXPECT_FALSE(MatchesRecord("display_name:*", blank));
  EXPECT_FALSE(MatchesRecord("state:*", blank));
  EXPECT_TRUE(MatchesRecord("state != ACTIVE", blank));
}

}  // namespace
}  // namespace guanxi::filter
