// The contract of all resources of this service, beside a real customer-svc.
#include "common/resource/contract/contract.h"

#include "workflow-svc/contract_stage.h"

namespace guanxi::workflow {
namespace {

class ContractTest : public contract::ContractTest {
 protected:
  static void SetUpTestSuite() {
    both_ = std::make_unique<ContractStage>();
    stage_ = std::move(both_->own);
  }
  static void TearDownTestSuite() {
    stage_.reset();
    both_.reset();
  }

  inline static std::unique_ptr<ContractStage> both_;
};

TEST_P(ContractTest, Holds) { CheckCase(); }

INSTANTIATE_TEST_SUITE_P(All, ContractTest,
                         ::testing::ValuesIn(contract::CasesOf(ContractResources())),
                         contract::CaseName);

}  // namespace
}  // namespace guanxi::workflow
