#include "workflow-svc/rules/time/backtest.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;

std::unique_ptr<const CompiledRule> Rule(const std::string& text) {
  v1::AutomationRule rule;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      absl::StrCat("name: 'automationRules/00000000-0000-7000-8000-000000000001' resource_type: "
                   "'guanxi.dev/Customer' actions {todo {title: 'x'}} fire_policy: EVERY_CHANGE ",
                   text),
      &rule));
  Violations violations;
  auto compiled = CompiledRule::Compile(rule, &violations);
  EXPECT_THAT(violations.ToStatus(), IsOk());
  return compiled;
}

std::string Name(int id) {
  return absl::StrCat("customers/00000000-0000-7000-8000-", int64_t{100000000000} + id);
}

absl::StatusOr<std::shared_ptr<const google::protobuf::Message>> NoParent(
    const google::protobuf::Message&) {
  return absl::InternalError("nobody asked");
}

TEST(BacktestTest, CountsWhatHoldsAndWhatIsUnknownWithTheFirstExamples) {
  const auto rule = Rule(
      "trigger {record {kinds: CREATED}} "
      "condition: 'grade = VIP AND last_follow_up_time < ago(\"15d\")'");
  ASSERT_NE(rule, nullptr);
  std::vector<Customer> customers(90);
  RecordPage page;
  // The newest first, as lists have them. One of three VIPs was never spoken to.
  for (int i = 0; i < 90; ++i) {
    Customer& customer = customers[i];
    customer.set_name(Name(89 - i));
    customer.set_grade(i % 2 == 0 ? Customer::VIP : Customer::LOW);
    if (i % 6 != 0) customer.mutable_last_follow_up_time()->set_seconds(1000000000);
    page.records.push_back(&customer);
  }
  rules::BacktestState state;
  ASSERT_THAT(CountMatches(*rule, page, filter::Moment(), NoParent, &state), IsOk());
  EXPECT_EQ(state.read_count(), 90);
  EXPECT_EQ(state.match_count(), 30);
  EXPECT_EQ(state.unknown_count(), 15);
  ASSERT_EQ(state.examples_size(), kBacktestExamples);
  EXPECT_EQ(state.examples(0), Name(1));
  EXPECT_EQ(state.examples(1), Name(3));
  EXPECT_EQ(state.examples(2), Name(7));
  // A page that is read again after a crash is counted once by its checkpoint; examples stand once.
  ASSERT_THAT(CountMatches(*rule, page, filter::Moment(), NoParent, &state), IsOk());
  EXPECT_EQ(state.examples_size(), kBacktestExamples);
  EXPECT_EQ(state.examples(2), Name(7));
}

TEST(BacktestTest, ReadsTheCustomerWhereTheConditionAsksForIt) {
  v1::AutomationRule stated;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "resource_type: 'guanxi.dev/Contact' trigger {manual {}} actions {todo {title: 'x'}} "
      "condition: 'parent.grade = VIP' fire_policy: EVERY_CHANGE",
      &stated));
  Violations violations;
  const auto rule = CompiledRule::Compile(stated, &violations);
  ASSERT_THAT(violations.ToStatus(), IsOk());
  customer::v1::Contact contact;
  contact.set_name(Name(1) + "/contacts/00000000-0000-7000-8000-000000000001");
  RecordPage page;
  page.records.push_back(&contact);
  rules::BacktestState state;
  const auto vip = [](const google::protobuf::Message&) {
    auto customer = std::make_shared<Customer>();
    customer->set_grade(Customer::VIP);
    return absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>(std::move(customer));
  };
  ASSERT_THAT(CountMatches(*rule, page, filter::Moment(), vip, &state), IsOk());
  EXPECT_EQ(state.match_count(), 1);
}

}  // namespace
}  // namespace guanxi::workflow
