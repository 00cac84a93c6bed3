// The rules about leads that the demo tenant is given: whom they hold of, and when.
#include <fstream>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/workflow/v1/automation_rule.pb.h"
#include "nlohmann/json.hpp"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/record_kind.h"
#include "workflow-svc/rules/rules_testing.h"

namespace guanxi::workflow {
namespace {

using v1::AutomationRule;

constexpr char kForSteward[] = "线索待认定客户";
constexpr char kSteward[] = "users/018f0000-0000-7000-8000-000000000002";

std::string WithPeople(const std::string& text) {
  return absl::StrReplaceAll(text, {{"{user:zheng}", kSteward}});
}

RulePtr RuleOf(const nlohmann::json& example) {
  AutomationRule rule;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(
                  WithPeople(example["automationRule"].dump()), &rule)
                  .ok());
  rule.set_name("automationRules/" + example["automationRuleId"].get<std::string>());
  Violations violations;
  NormalizeAutomationRule(&rule, &violations);
  EXPECT_THAT(violations.ToStatus(), IsOk()) << rule.display_name();
  return Compile(rule);
}

// Null if there is none.
RulePtr Named(const std::string& display_name) {
  const auto file = nlohmann::json::parse(std::ifstream("examples/demo-leads.json"));
  for (const auto& example : file["rules"]) {
    if (example["automationRule"]["displayName"] == display_name) return RuleOf(example);
  }
  return nullptr;
}

// Who gets a lead has a to-do, and so has whose lead comes in again.
TEST(DemoLeadRulesTest, AllCompileAndHoldOfWhoHasAnOpenLead) {
  const auto file = nlohmann::json::parse(std::ifstream("examples/demo-leads.json"));
  lead::v1::Lead lead;
  lead.set_state(lead::v1::Lead::NEW);
  lead.mutable_last_touch_time()->set_seconds(1'700'000'000);
  lead.mutable_recycle_time()->set_seconds(1'800'000'000);
  const Facts facts{&lead, nullptr, nullptr, nullptr};
  for (const auto& example : file["rules"]) {
    const RulePtr compiled = RuleOf(example);
    const std::string& display_name = compiled->rule().display_name();
    lead.clear_owner();
    if (display_name == kForSteward) continue;
    EXPECT_NE(compiled->condition().Evaluate(facts, filter::Moment()), filter::Truth::kTrue);
    lead.set_owner("users/018f0000-0000-7000-8000-000000000001");
    EXPECT_EQ(compiled->condition().Evaluate(facts, filter::Moment()), filter::Truth::kTrue)
        << display_name;
  }
}

// Whose keys are those of several customers is for the data steward to judge, whoever has the lead.
TEST(DemoLeadRulesTest, WhoMayBeSeveralCustomersIsForTheDataSteward) {
  const RulePtr rule = Named(kForSteward);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->rule().actions(0).todo().assignee().user(), kSteward);
  lead::v1::Lead lead;
  const Facts facts{&lead, nullptr, nullptr, nullptr};
  EXPECT_NE(rule->condition().Evaluate(facts, filter::Moment()), filter::Truth::kTrue);
  lead.mutable_ambiguous_time()->set_seconds(1'700'000'000);
  EXPECT_EQ(rule->condition().Evaluate(facts, filter::Moment()), filter::Truth::kTrue);
}

// One transaction may give a lead to somebody and note who came in: that is one to-do.
TEST(DemoLeadRulesTest, WhoComesInIsOneToDoThoughHeIsGivenToSomebodyAtOnce) {
  const RulePtr rule = Named("线索跟进");
  ASSERT_NE(rule, nullptr);
  lead::v1::Lead lead;
  lead.set_state(lead::v1::Lead::NEW);
  lead.set_owner("users/018f0000-0000-7000-8000-000000000001");
  const lead::v1::Lead before;
  const auto holds = [&](const std::string& changed, absl::Duration since) {
    lead.mutable_last_touch_time()->set_seconds(absl::ToUnixSeconds(absl::Now() - since));
    const absl::flat_hash_set<std::string> fields = {changed};
    const Facts facts{&lead, &before, &fields, nullptr};
    return rule->condition().Evaluate(facts, filter::Moment()) == filter::Truth::kTrue;
  };
  EXPECT_TRUE(holds("last_touch_time", absl::ZeroDuration()));
  EXPECT_FALSE(holds("owner", absl::ZeroDuration()));
  EXPECT_TRUE(holds("owner", absl::Minutes(15)));
}

// The clock of the first call: it starts with an owner, and stops with a call, also of a lead that
// others called before, or without one.
TEST(DemoLeadRulesTest, ConditionsOfTheFirstCallAreConditionsOverLeads) {
  const auto file = nlohmann::json::parse(std::ifstream("examples/demo-leads.json"));
  const RecordKind& leads = *FindRecordKind("guanxi.dev/Lead");
  lead::v1::Lead lead;
  lead.set_state(lead::v1::Lead::NEW);
  lead.set_owner("users/018f0000-0000-7000-8000-000000000001");
  std::string start, stop;
  for (const auto& one : file["requests"]) {
    if (one["collection"] != "slaPolicies") continue;
    start = one["body"]["startCondition"];
    stop = one["body"]["stopCondition"];
  }
  const auto starts = Condition::FromText(leads, /*with_event=*/true, start);
  const auto stops = Condition::FromText(leads, /*with_event=*/true, stop);
  ASSERT_THAT(starts, IsOk());
  ASSERT_THAT(stops, IsOk());
  const lead::v1::Lead before;
  const auto holds = [&](const Condition& condition, const std::string& changed) {
    const absl::flat_hash_set<std::string> fields = {changed};
    const Facts facts{&lead, &before, &fields, nullptr};
    return condition.Evaluate(facts, filter::Moment()) == filter::Truth::kTrue;
  };
  EXPECT_TRUE(holds(*starts, "owner"));
  EXPECT_FALSE(holds(*starts, "note"));
  EXPECT_FALSE(holds(*stops, "owner"));
  EXPECT_TRUE(holds(*stops, "last_call_time"));
  // A mail is no call.
  EXPECT_FALSE(holds(*stops, "last_follow_up_time"));
  lead.clear_owner();
  EXPECT_TRUE(holds(*stops, "owner"));
  EXPECT_FALSE(holds(*starts, "owner"));
}

}  // namespace
}  // namespace guanxi::workflow
