// The contract of the directory's resources.
#include "common/resource/contract/contract.h"

#include "gateway/contract_samples.h"
#include "gateway/test_services.h"

namespace guanxi::gateway {
namespace {

class ContractTest : public contract::ContractTest {
 protected:
  static void SetUpTestSuite() {
    stage_ = std::make_unique<contract::Stage>("gateway/schema", MakeTestServices,
                                               ContractResources().all(), ContractSamples());
  }
};

TEST_P(ContractTest, Holds) { CheckCase(); }

INSTANTIATE_TEST_SUITE_P(All, ContractTest,
                         ::testing::ValuesIn(contract::CasesOf(ContractResources().all())),
                         contract::CaseName);

}  // namespace
}  // namespace guanxi::gateway
