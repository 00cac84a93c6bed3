#include "lead-svc/contract_stage.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "customer-svc/contract_stage.h"
#include "lead-svc/contracts/contract_samples.h"
#include "lead-svc/prices/price_samples.h"
#include "lead-svc/resources.h"
#include "lead-svc/services.h"

namespace guanxi::lead {
namespace {

const Resources& All() {
  static const Resources* const all = Resources::Create(/*customers=*/nullptr).value().release();
  return *all;
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  std::vector<contract::Sample> samples = {
      {"guanxi.lead.v1.Stage",
       R"(required_fields: "amount" exit_filter: "customer:*" longest_stay { seconds: 86400 })",
       R"(required_fields: "owner" required_fields: "amount" exit_filter: "owner:*"
              longest_stay { seconds: 172800 })",
       {},
       {}},
      // AdvanceStage alone changes the stage.
      {"guanxi.lead.v1.Opportunity",
       R"(win_splits { user: "users/0196b0a0-0000-7000-8000-000000000001"
                           percent { value: "100" } })",
       R"(win_splits { user: "users/0196b0a0-0000-7000-8000-000000000002"
                           percent { value: "60.5" } }
              win_splits { user: "users/0196b0a0-0000-7000-8000-000000000003"
                           percent { value: "39.5" } })",
       {},
       /*fixed=*/{"stage"}},
      // With somebody, or with a department.
      {"guanxi.lead.v1.OpportunityShare",
       R"(user: "users/0196b0a0-0000-7000-8000-000000000001"
                expire_time { seconds: 1890000000 })",
       R"(user: "users/0196b0a0-0000-7000-8000-000000000002"
                expire_time { seconds: 1890100000 })",
       /*without=*/{"department"},
       {}},
      {"guanxi.lead.v1.OpportunityShare",
       R"(department: "departments/0196b0a0-0000-7000-8000-000000000003"
                expire_time { seconds: 1890000000 })",
       R"(department: "departments/0196b0a0-0000-7000-8000-000000000004"
                expire_time { seconds: 1890100000 })",
       /*without=*/{"user"},
       {}}};
  for (contract::Sample& sample : ContractSamples()) samples.push_back(std::move(sample));
  for (contract::Sample& sample : PriceSamples()) samples.push_back(std::move(sample));
  return samples;
}

}  // namespace

std::vector<const resource::Resource*> ContractResources() { return All().all(); }

ContractStage::ContractStage(const contract::HouseOptions& options)
    : customers(customer::NewContractStage()),
      own(std::make_unique<contract::Stage>(
          "lead-svc/schema",
          [this](const service::Parts& parts) {
            return MakeServices(customers->house.target(), parts);
          },
          All().all(), Samples(),
          std::map<std::string, contract::MakeForeign>{{"guanxi.dev/Customer",
                                                        [this](const contract::Who& who) {
                                                          return customers->MakeRecord(
                                                              "guanxi.dev/Customer", who);
                                                        }}},
          options)) {}

}  // namespace guanxi::lead
