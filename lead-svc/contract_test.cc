// The contract of all resources of this service, beside a real customer-svc.
#include "common/resource/contract/contract.h"

#include "customer-svc/contract_stage.h"
#include "lead-svc/resources.h"
#include "lead-svc/services.h"

namespace guanxi::lead {
namespace {

using contract::Stage;
using contract::Who;

const Resources& All() {
  static const Resources* const all = Resources::Create(/*customers=*/nullptr).value().release();
  return *all;
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  return {{"guanxi.lead.v1.Stage",
           R"(required_fields: "amount")",
           R"(required_fields: "owner" required_fields: "amount")",
           {},
           {}},
          // AdvanceStage alone changes the stage.
          {"guanxi.lead.v1.Opportunity", "", "", {}, /*fixed=*/{"stage"}}};
}

class ContractTest : public contract::ContractTest {
 protected:
  static void SetUpTestSuite() {
    customers_ = customer::NewContractStage();
    stage_ = std::make_unique<Stage>(
        "lead-svc/schema",
        [](const service::Parts& parts) { return MakeServices(customers_->house.target(), parts); },
        All().all(), Samples(),
        std::map<std::string, contract::MakeForeign>{{"guanxi.dev/Customer", [](const Who& who) {
                                                        return customers_->MakeRecord(
                                                            "guanxi.dev/Customer", who);
                                                      }}});
  }
  static void TearDownTestSuite() {
    stage_.reset();
    customers_.reset();
  }

  inline static std::unique_ptr<Stage> customers_;
};

TEST_P(ContractTest, Holds) { CheckCase(); }

INSTANTIATE_TEST_SUITE_P(All, ContractTest, ::testing::ValuesIn(contract::CasesOf(All().all())),
                         contract::CaseName);

}  // namespace
}  // namespace guanxi::lead
