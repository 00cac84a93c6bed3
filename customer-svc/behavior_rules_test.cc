#include "customer-svc/behavior_rules.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::BehaviorEvent;

constexpr char kCustomer[] = "customers/0196b0a0-0000-7000-8000-000000000001";
constexpr char kLead[] = "leads/0196b0a0-0000-7000-8000-000000000002";

std::vector<std::string> PathsOf(const Violations& violations) {
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(violations.ToStatus())) {
    paths.push_back(violation.path);
  }
  return paths;
}

std::vector<std::string> FaultsOf(const BehaviorEvent& event) {
  Violations violations;
  CheckBehaviorEvent(event, &violations);
  return PathsOf(violations);
}

TEST(BehaviorRulesTest, AnEventIsOfSomebody) {
  BehaviorEvent event;
  EXPECT_THAT(FaultsOf(event), ElementsAre("visitor"));
  event.set_visitor("v1");
  EXPECT_THAT(FaultsOf(event), IsEmpty());
  event.clear_visitor();
  event.set_lead(kLead);
  EXPECT_THAT(FaultsOf(event), IsEmpty());
  event.clear_lead();
  event.set_customer(kCustomer);
  EXPECT_THAT(FaultsOf(event), IsEmpty());
}

TEST(BehaviorRulesTest, ItTakesNoTimeOrSomeUpToAMonth) {
  BehaviorEvent event;
  event.set_visitor("v1");
  event.set_kind(BehaviorEvent::MAIL_OPEN);
  event.mutable_duration()->set_seconds(31 * 86'400);
  EXPECT_THAT(FaultsOf(event), IsEmpty());
  event.mutable_duration()->set_seconds(31 * 86'400 + 1);
  EXPECT_THAT(FaultsOf(event), ElementsAre("duration"));
  event.mutable_duration()->set_seconds(-1);
  EXPECT_THAT(FaultsOf(event), ElementsAre("duration"));
  event.mutable_duration()->set_seconds(5);
  event.mutable_duration()->set_nanos(-1);
  EXPECT_THAT(FaultsOf(event), ElementsAre("duration"));
}

TEST(BehaviorRulesTest, NormalFormIsOneLineAndWholeMicroseconds) {
  BehaviorEvent event;
  event.set_visitor(" v1 ");
  event.set_topic(" 价格 ");
  event.mutable_occur_time()->set_seconds(100);
  event.mutable_occur_time()->set_nanos(1999);
  Violations violations;
  NormalizeBehaviorEvent(absl::FromUnixSeconds(100), &event, &violations);
  EXPECT_THAT(PathsOf(violations), IsEmpty());
  EXPECT_EQ(event.visitor(), "v1");
  EXPECT_EQ(event.topic(), "价格");
  EXPECT_EQ(event.occur_time().nanos(), 1000);
  event.mutable_occur_time()->set_seconds(1000);
  NormalizeBehaviorEvent(absl::FromUnixSeconds(100), &event, &violations);
  EXPECT_THAT(PathsOf(violations), ElementsAre("occur_time"));
}

TEST(BehaviorRulesTest, AVisitorIsACustomerOrALead) {
  const auto faults = [](const v1::Visitor& visitor) {
    Violations violations;
    CheckVisitor(visitor, &violations);
    return PathsOf(violations);
  };
  v1::Visitor visitor;
  EXPECT_THAT(faults(visitor), ElementsAre("customer"));
  visitor.set_customer(kCustomer);
  EXPECT_THAT(faults(visitor), IsEmpty());
  visitor.clear_customer();
  visitor.set_lead(kLead);
  EXPECT_THAT(faults(visitor), IsEmpty());
}

TEST(BehaviorRulesTest, ACountIsOfOneAndOfAPeriod) {
  const auto faults = [](const v1::CountBehaviorRequest& request) {
    Violations violations;
    CheckCount(request, &violations);
    return PathsOf(violations);
  };
  v1::CountBehaviorRequest request;
  EXPECT_THAT(faults(request), ElementsAre("customer", "period"));
  request.set_lead(kLead);
  request.mutable_period()->set_seconds(400 * 86'400);
  EXPECT_THAT(faults(request), IsEmpty());
  request.set_customer(kCustomer);
  request.mutable_period()->set_seconds(400 * 86'400 + 1);
  EXPECT_THAT(faults(request), ElementsAre("customer", "period"));
  request.clear_customer();
  request.mutable_period()->set_seconds(5);
  request.mutable_period()->set_nanos(1);
  request.set_filter(std::string(8193, 'x'));
  EXPECT_THAT(faults(request), ElementsAre("filter", "period"));
}

}  // namespace
}  // namespace guanxi::customer
