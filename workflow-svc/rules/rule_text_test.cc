#include "workflow-svc/rules/rule_text.h"

#include "common/testing/status_matchers.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;
using lead::v1::Opportunity;

const RecordKind& Opportunities() { return *FindRecordKind("guanxi.dev/Opportunity"); }

std::string Filled(const std::string& text, const Facts& facts, size_t max_bytes = 4096) {
  const auto parsed = RuleText::Parse(Opportunities(), text);
  EXPECT_THAT(parsed, IsOk()) << text;
  if (!parsed.ok()) return "";
  return parsed->Fill(facts, absl::FixedTimeZone(8 * 3600), max_bytes);
}

TEST(RuleTextTest, PlacesAreFilledByKind) {
  Opportunity opportunity;
  opportunity.set_display_name("续约");
  opportunity.mutable_amount()->set_currency_code("CNY");
  opportunity.mutable_amount()->set_units(12);
  opportunity.mutable_amount()->set_nanos(500000000);
  opportunity.mutable_close_date()->set_year(2026);
  opportunity.mutable_close_date()->set_month(3);
  opportunity.mutable_close_date()->set_day(1);
  *opportunity.mutable_create_time() =
      google::protobuf::util::TimeUtil::SecondsToTimestamp(1772323200);  // 2026-03-01T00:00:00Z
  Customer customer;
  customer.set_display_name("灵动传媒");
  const Facts facts{&opportunity, nullptr, nullptr, &customer};
  EXPECT_EQ(Filled("{{parent.display_name}}：{{display_name}}", facts), "灵动传媒：续约");
  EXPECT_EQ(Filled("{{amount}} {{close_date}}", facts), "12.5 CNY 2026-03-01");
  EXPECT_EQ(Filled("{{create_time}}", facts), "2026-03-01 08:00");
  EXPECT_EQ(Filled("{{owner}}|", facts), "|");
}

TEST(RuleTextTest, AValueIsNoPlace) {
  Opportunity opportunity;
  opportunity.set_display_name("{{amount}}");
  EXPECT_EQ(Filled("{{display_name}}", {&opportunity, nullptr, nullptr, nullptr}), "{{amount}}");
}

TEST(RuleTextTest, CutsAtACharacter) {
  Opportunity opportunity;
  opportunity.set_display_name("跟进");
  const Facts facts{&opportunity, nullptr, nullptr, nullptr};
  EXPECT_EQ(Filled("{{display_name}}", facts, 4), "跟");
}

TEST(RuleTextTest, RefusesPlacesThatNoConditionCouldRead) {
  for (const char* const text :
       {"{{nothing}}", "{{old.amount}}", "{{parent.nothing}}", "{{}}", "{{display_name"}) {
    EXPECT_FALSE(RuleText::Parse(Opportunities(), text).ok()) << text;
  }
}

}  // namespace
}  // namespace guanxi::workflow
