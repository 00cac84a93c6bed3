#include "lead-svc/contract_stage.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "customer-svc/contract_stage.h"
#include "lead-svc/contract_contacts.h"
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

// A share is with somebody, or with a department.
void AddShares(const char* type, std::vector<contract::Sample>* samples) {
  samples->push_back({type,
                      R"(user: "users/0196b0a0-0000-7000-8000-000000000001"
                         expire_time { seconds: 1890000000 })",
                      R"(user: "users/0196b0a0-0000-7000-8000-000000000002"
                         expire_time { seconds: 1890100000 })",
                      /*without=*/{"department"},
                      {}});
  samples->push_back({type,
                      R"(department: "departments/0196b0a0-0000-7000-8000-000000000003"
                         expire_time { seconds: 1890000000 })",
                      R"(department: "departments/0196b0a0-0000-7000-8000-000000000004"
                         expire_time { seconds: 1890100000 })",
                      /*without=*/{"user"},
                      {}});
}

// By which leads are assigned and scored.
void AddModels(std::vector<contract::Sample>* samples) {
  samples->push_back({"guanxi.lead.v1.AssignmentRule",
                      R"(condition: "state = NEW" assignees {
            user: "users/0196b0a0-0000-7000-8000-000000000001" weight: 2 regions: "浙江"
            shifts { day: 1 start_minute: 540 end_minute: 1080 }
            absences { start_time { seconds: 1790000000 } end_time { seconds: 1790100000 } } })",
                      R"(condition: "state = WORKING" assignees {
            user: "users/0196b0a0-0000-7000-8000-000000000002" industries: "制造业" skills: "英语" })",
                      {},
                      {}});
  samples->push_back({"guanxi.lead.v1.ScoringModel",
                      R"(fit { display_name: "华东" condition: "state = NEW" points: 10 }
          behavior { display_name: "表单" channel: WEB_FORM points: 5 }
          half_life { seconds: 86400 } grades { grade: "A" points: 80 }
          grades { grade: "B" points: 40 })",
                      R"(fit { display_name: "制造" condition: "state = WORKING" points: 20 }
          behavior { display_name: "展会" channel: EVENT points: 15 }
          behavior { display_name: "看价格" kind: VISIT topic: "价格" points: 8 }
          half_life { seconds: 172800 } grades { grade: "甲" points: 50 })",
                      {},
                      {}});
}

void AddForm(std::vector<contract::Sample>* samples) {
  samples->push_back(
      {"guanxi.lead.v1.CaptureForm",
       R"(fields { key: "who" display_name: "姓名" type: TEXT required: true
                   lead_field: "display_name" }
          origins: "https://www.example.com" origins: "http://localhost:8000"
          thanks_page: "https://www.example.com/thanks")",
       R"(fields { key: "firm" display_name: "公司" type: TEXT required: true lead_field: "company" }
          fields { key: "size" display_name: "规模" type: CHOICE options: "大" options: "小" }
          origins: "https://example.cn" thanks_page: "https://example.cn/")",
       {},
       {}});
}

void AddSources(std::vector<contract::Sample>* samples) {
  samples->push_back({"guanxi.lead.v1.LeadSource",
                      R"(costs { year: 2026 month: 1 amount { currency_code: "CNY" units: 900 } }
          costs { year: 2026 month: 2 amount { currency_code: "CNY" units: 1000 } })",
                      R"(costs { year: 2026 month: 3 amount { currency_code: "CNY" units: 7 } })",
                      {},
                      {}});
}

void AddInteractions(std::vector<contract::Sample>* samples) {
  // What a call came to is for calls of ours; follow-ups come after what they follow.
  for (const char* type :
       {"guanxi.lead.v1.LeadInteraction", "guanxi.lead.v1.OpportunityInteraction"}) {
    samples->push_back({type, "", "", /*without=*/{"next_follow_up_time", "outcome"}, {}});
    samples->push_back({type,
                        R"(channel: CALL direction: OUTBOUND outcome: REACHED
                          next_follow_up_time { seconds: 1782000000 })",
                        R"(channel: CALL direction: OUTBOUND outcome: BUSY
                          next_follow_up_time { seconds: 1783000000 })",
                        /*without=*/{"automatic"},
                        {}});
  }
}

void AddPool(std::vector<contract::Sample>* samples) {
  samples->push_back(
      {"guanxi.pool.v1.Pool",
       R"(members: "users/0196b0a0-0000-7000-8000-000000000001" claims_per_day: 5 most_in_hand: 30
          shown_fields: "industry" shown_fields: "region" recycle_filter: "state = NEW" warn_days: 2
          recycle_policies: "slaPolicies/0196b0a0-0000-7000-8000-000000000005")",
       R"p(members: "departments/0196b0a0-0000-7000-8000-000000000003" claims_per_day: 6
          most_in_hand: 31 shown_fields: "city"
          recycle_filter: "update_time < ago(\"48h\")" warn_days: 3
          recycle_policies: "slaPolicies/0196b0a0-0000-7000-8000-000000000006")p",
       {},
       {}});
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  std::vector<contract::Sample> samples = {
      {"guanxi.lead.v1.Stage",
       R"(required_fields: "amount" exit_filter: "customer:*" longest_stay { seconds: 86400 }
          actions { key: "call" display_name: "首次电话" })",
       R"(required_fields: "owner" required_fields: "amount" exit_filter: "owner:*"
              longest_stay { seconds: 172800 }
              actions { key: "demo" display_name: "演示" }
              actions { key: "terms" display_name: "条款" })",
       {},
       {}},
      // AdvanceStage alone changes the stage; lines are in one currency.
      {"guanxi.lead.v1.Opportunity",
       R"(lines { description: "专业版 100 席" quantity { value: "100" }
                  unit_price { currency_code: "CNY" units: 800 } }
          competitors { display_name: "甲公司" threat: HIGH strengths: "渠道" }
          win_splits { user: "users/0196b0a0-0000-7000-8000-000000000001"
                           percent { value: "100" } })",
       R"(lines { description: "专业版 50 席" quantity { value: "50" } }
          lines { description: "实施" unit_price { currency_code: "CNY" units: 20000 } }
          competitors { display_name: "乙公司" } competitors { display_name: "丙公司" }
          win_splits { user: "users/0196b0a0-0000-7000-8000-000000000002"
                           percent { value: "60.5" } }
              win_splits { user: "users/0196b0a0-0000-7000-8000-000000000003"
                           percent { value: "39.5" } })",
       {},
       /*fixed=*/{"stage"}},
      {"guanxi.lead.v1.Lead",
       R"(phones { number: "+8657188886666" label: "总机" }
          emails { address: "li@example.com" label: "工作" }
          credit_code: "91350100M000100Y43")",
       R"(phones { number: "+8613800138000" label: "手机" }
          emails { address: "wang@example.com" label: "私人" }
          credit_code: "913300001429161219")",
       {},
       {}},
      {"guanxi.metadata.v1.FieldDefinition",
       R"(resource_type: "guanxi.dev/Lead" value_type: CHOICE options: "甲" options: "乙")",
       R"(resource_type: "guanxi.dev/Lead" value_type: CHOICE options: "丙")",
       {},
       {}}};
  AddForm(&samples);
  AddModels(&samples);
  AddSources(&samples);
  AddInteractions(&samples);
  AddPool(&samples);
  AddShares("guanxi.lead.v1.OpportunityShare", &samples);
  AddShares("guanxi.lead.v1.LeadShare", &samples);
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
          std::map<std::string, contract::MakeForeign>{
              {"guanxi.dev/Contact", [contacts = std::make_shared<Contacts>(customers.get())](
                                         const contract::Who& who) { return contacts->Next(who); }},
              {"guanxi.dev/Customer",
               [this](const contract::Who& who) {
                 return customers->MakeRecord("guanxi.dev/Customer", who);
               }}},
          options)) {}

}  // namespace guanxi::lead
