// The contract of all resources of this service.
#include "common/resource/contract/contract.h"

#include "analytics-svc/contract_stage.h"

namespace guanxi::analytics {
namespace {

class ContractTest : public contract::ContractTest {
 protected:
  static void SetUpTestSuite() { stage_ = NewContractStage(); }
};

TEST_P(ContractTest, Holds) { CheckCase(); }

INSTANTIATE_TEST_SUITE_P(All, ContractTest,
                         ::testing::ValuesIn(contract::CasesOf(ContractResources())),
                         contract::CaseName);

}  // namespace
}  // namespace guanxi::analytics
