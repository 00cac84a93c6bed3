// The contract of all resources of this service.
#include "common/resource/contract/contract.h"

#include <memory>

#include "absl/strings/str_replace.h"
#include "common/resource/contract/bends.h"
#include "common/resource/contract/faulty_caller.h"
#include "customer-svc/contract_stage.h"

namespace guanxi::customer {
namespace {

class ContractTest : public contract::ContractTest {
 protected:
  static void SetUpTestSuite() { stage_ = NewContractStage(); }
};

TEST_P(ContractTest, Holds) { CheckCase(); }

// The workshop, in which all other faults are planted, has no custom fields.
TEST(CustomFiltersTest, AFaultIsFound) {
  const std::unique_ptr<contract::Stage> stage = NewContractStage();
  contract::Grounds grounds = stage->world.grounds();
  contract::FaultyCaller caller(
      grounds.caller, contract::OnRequest("ListContacts", [](contract::Passage& passage) {
        passage.request.SetText(
            "filter", absl::StrReplaceAll(passage.request.Text("filter"), {{" >= ", " > "}}));
      }));
  grounds.caller = &caller;
  contract::World world(grounds);
  EXPECT_FALSE(
      contract::FindingsOf(&world, {"guanxi.customer.v1.Contact", "CustomFilters"}).all().empty());
}

INSTANTIATE_TEST_SUITE_P(All, ContractTest,
                         ::testing::ValuesIn(contract::CasesOf(ContractResources())),
                         contract::CaseName);

}  // namespace
}  // namespace guanxi::customer
