#include "workflow-svc/rules/field_writer.h"

#include <string>
#include <tuple>

#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "workflow-svc/rules/path_changed.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using lead::v1::Opportunity;

template <typename M>
absl::Status Set(M* message, const std::string& path, const std::string& text) {
  const auto writer = FieldWriter::Bind(M::descriptor(), path);
  if (!writer.ok()) return writer.status();
  return writer->Set(text, message);
}

TEST(FieldWriterTest, WritesValuesAsConditionsSayThem) {
  Customer customer;
  EXPECT_THAT(Set(&customer, "grade", "VIP"), IsOk());
  EXPECT_EQ(customer.grade(), Customer::VIP);
  EXPECT_THAT(Set(&customer, "city", "杭州"), IsOk());
  EXPECT_EQ(customer.city(), "杭州");
  EXPECT_THAT(Set(&customer, "tags", "tags/a\n tags/b\n\n"), IsOk());
  EXPECT_EQ(customer.tags_size(), 2);
  EXPECT_THAT(Set(&customer, "grade", ""), IsOk());
  EXPECT_EQ(customer.grade(), Customer::GRADE_UNSPECIFIED);
}

TEST(FieldWriterTest, AmountsKeepTheirSignAndPlaces) {
  const std::tuple<const char*, int64_t, int32_t> cases[] = {{"12.50 CNY", 12, 500000000},
                                                             {"-12.50 CNY", -12, -500000000},
                                                             {"-0.5 CNY", 0, -500000000},
                                                             {"0 CNY", 0, 0}};
  for (const auto& [text, units, nanos] : cases) {
    Opportunity opportunity;
    ASSERT_THAT(Set(&opportunity, "amount", text), IsOk()) << text;
    EXPECT_EQ(opportunity.amount().units(), units) << text;
    EXPECT_EQ(opportunity.amount().nanos(), nanos) << text;
    EXPECT_EQ(opportunity.amount().currency_code(), "CNY");
  }
}

TEST(FieldWriterTest, DatesAndTimes) {
  Opportunity opportunity;
  EXPECT_THAT(Set(&opportunity, "close_date", "2026-03-01"), IsOk());
  EXPECT_EQ(opportunity.close_date().day(), 1);
  v1::Todo todo;
  EXPECT_THAT(Set(&todo, "due_time", "2026-03-01T09:00:00+08:00"), IsOk());
  EXPECT_EQ(todo.due_time().seconds(), 1772326800);
  EXPECT_FALSE(Set(&todo, "due_time", "tomorrow").ok());
  EXPECT_FALSE(Set(&opportunity, "close_date", "2026-02-30").ok());
}

TEST(FieldWriterTest, RefusesWhatNobodyMayWrite) {
  Customer customer;
  for (const char* const path : {"name", "create_time", "etag", "nothing", "custom", "phones",
                                 "phones.number", "open_opportunity_count"}) {
    EXPECT_FALSE(Set(&customer, path, "1").ok()) << path;
  }
}

TEST(FieldWriterTest, SaysTheWordsThatItWants) {
  Customer customer;
  EXPECT_EQ(Set(&customer, "grade", "SUPER").message(), "want one of LOW, MEDIUM, HIGH, VIP");
}

TEST(PathDiffersTest, LooksWhereThePathLeads) {
  Customer before, after;
  EXPECT_FALSE(PathDiffers(before, after, "grade"));
  after.set_grade(Customer::VIP);
  EXPECT_TRUE(PathDiffers(before, after, "grade"));
  EXPECT_FALSE(PathDiffers(before, after, "city"));
  after.mutable_organization()->set_credit_code("91330100MA2AXXXX0X");
  EXPECT_TRUE(PathDiffers(before, after, "organization.credit_code"));
  EXPECT_FALSE(PathDiffers(before, after, "nothing"));
  before.add_tags("tags/a");
  after.add_tags("tags/a");
  EXPECT_FALSE(PathDiffers(before, after, "tags"));
  after.add_tags("tags/b");
  EXPECT_TRUE(PathDiffers(before, after, "tags"));
}

}  // namespace
}  // namespace guanxi::workflow
