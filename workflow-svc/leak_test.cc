// The hunt for leaks in all resources of this service and its own methods.
#include <iostream>
#include <set>
#include <string>

#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "workflow-svc/contract_stage.h"

namespace guanxi::workflow {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSubsetOf;

// That leaks would be found is shown by common/resource/contract:leak_test.
TEST(LeakTest, ThereIsNone) {
  LogCapture log;
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  const ContractStage stage(options);
  std::set<std::string> unanswered;
  for (const char* viewer : {contract::kBlind, contract::kHalf}) {
    contract::Findings findings;
    contract::LeakHunt hunt(
        {&stage.own->world, {"guanxi.workflow.v1"}, {}, [&] { return log.Lines(""); }}, viewer,
        &findings);
    hunt.Run();
    EXPECT_THAT(findings.all(), IsEmpty()) << viewer;
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    unanswered = hunt.Unanswered();
    for (const std::string& method : unanswered) {
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
  }
  // What needs a record of the rule's type, or to be the rule's owner: rules/rule_guard_test and
  // rules/planner_test try what they show.
  EXPECT_THAT(unanswered,
              IsSubsetOf({"guanxi.workflow.v1.AutomationRuleService.BacktestAutomationRule",
                          "guanxi.workflow.v1.AutomationRuleService.EnableAutomationRule",
                          "guanxi.workflow.v1.AutomationRuleService.RunAutomationRule",
                          "guanxi.workflow.v1.AutomationRuleService.TestAutomationRule"}));
}

}  // namespace
}  // namespace guanxi::workflow
