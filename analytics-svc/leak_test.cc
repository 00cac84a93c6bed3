// The hunt for leaks in all resources of this service and its own methods.
#include <iostream>
#include <memory>
#include <string>

#include "analytics-svc/contract_stage.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

// That leaks would be found is shown by common/resource/contract:leak_test.
TEST(LeakTest, ThereIsNone) {
  LogCapture log;
  contract::HouseOptions options;
  options.policies = contract::PoliciesOf(ContractResources());
  options.has_operations = true;
  const std::unique_ptr<contract::Stage> stage = NewContractStage(options);
  contract::LeakGrounds grounds;
  grounds.world = &stage->world;
  grounds.packages = {"guanxi.analytics.v1"};
  grounds.known = {"payments.received_amount", "payments.pay_date", "opportunities.won_amount",
                   "opportunities.closed_time"};  // of the model, which is the same for everybody
  grounds.log = [&] { return log.Lines(""); };
  for (const char* viewer : {contract::kBlind, contract::kHalf}) {
    contract::Findings findings;
    contract::LeakHunt hunt(grounds, viewer, &findings);
    hunt.Run();
    EXPECT_THAT(findings.all(), ::testing::IsEmpty()) << viewer;
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    for (const std::string& method : hunt.Unanswered()) {
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
    EXPECT_THAT(hunt.LastError("guanxi.analytics.v1.TargetService.GetTargetAttainment"),
                ::testing::HasSubstr("the caller may not see"));
  }
}

}  // namespace
}  // namespace guanxi::analytics
