#include "common/filter/order_by.h"

#include <string>

#include "common/filter/test_schema.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Canonical(absl::string_view order_by) {
  const auto terms = ParseOrderBy(order_by, TestSchema());
  return terms.ok() ? CanonicalOrderBy(*terms) : std::string(terms.status().message());
}

TEST(ParseOrderBy, ReadsFieldsAndDirections) {
  EXPECT_EQ(Canonical(""), "");
  EXPECT_EQ(Canonical("  "), "");
  EXPECT_EQ(Canonical("display_name"), "display_name");
  EXPECT_EQ(Canonical(" createTime  desc,display_name asc "), "create_time desc,display_name");
}

TEST(ParseOrderBy, RefusesWhatIsNotASortableField) {
  EXPECT_THAT(ParseOrderBy("founded", TestSchema()),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument,
                             "order_by: cannot sort by \"founded\"; sortable are create_time, "
                             "display_name, employee_count"),
                    HasReason("INVALID_ORDER_BY")));
  EXPECT_THAT(Canonical("custom.area"), HasSubstr("cannot sort by \"custom.area\""));
  EXPECT_THAT(Canonical("display_name,"), HasSubstr("expected a field"));
  EXPECT_THAT(Canonical("display_name up"), HasSubstr("expected a field"));
  EXPECT_THAT(Canonical("display_name desc asc"), HasSubstr("expected a field"));
  EXPECT_THAT(Canonical("display_name DESC"), HasSubstr("\" desc\" in small letters"));
  EXPECT_THAT(Canonical("display_name, displayName desc"), HasSubstr("stands twice"));
  EXPECT_THAT(ParseOrderBy("\xff", TestSchema()), HasReason("INVALID_ORDER_BY"));
  EXPECT_THAT(Canonical(std::string(2000, ' ')), HasSubstr("at most 1024 bytes"));
}

}  // namespace
}  // namespace guanxi::filter
