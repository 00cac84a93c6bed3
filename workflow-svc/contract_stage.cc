#include "workflow-svc/contract_stage.h"

#include <map>
#include <string>

#include "customer-svc/contract_stage.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/services.h"

namespace guanxi::workflow {
namespace {

const Resources& All() {
  static const Resources* const all = Resources::Create(/*subjects=*/nullptr).value().release();
  return *all;
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> Samples() {
  return {
      {"guanxi.workflow.v1.AutomationRule",
       R"(resource_type: "guanxi.dev/Customer"
          trigger { record { kinds: UPDATED fields: "grade" } }
          condition: "grade = VIP"
          actions { todo { title: "{{display_name}}" } on_failure: STOP }
          fire_policy: EVERY_CHANGE
          priority: 1)",
       R"(resource_type: "guanxi.dev/Customer"
          trigger { manual {} }
          condition: "grade = HIGH"
          actions { todo { title: "a" } on_failure: CONTINUE }
          fire_policy: ONCE
          priority: 2)",
       /*without=*/{"condition_form", "window"},
       {}},
      // The service makes them.
      {"guanxi.workflow.v1.RuleExecution",
       R"(subject: "customers/018f0000-0000-7000-8000-000000000001" outcome: DONE window: "2026-03"
          rule_etag: "1" depth: 1)",
       R"(subject: "customers/018f0000-0000-7000-8000-000000000002" outcome: NOT_FIRED
          reason: CONDITION_FALSE window: "2026-04" rule_etag: "2" depth: 2)",
       {},
       {}},
      // Stored as NORMAL where it is not stated.
      {"guanxi.workflow.v1.Todo", "priority: HIGH", "priority: URGENT", {}, {}},
      // At a time, or before the to-do is due.
      {"guanxi.workflow.v1.Reminder",
       "time { seconds: 1890000000 }",
       "time { seconds: 1890100000 }",
       /*without=*/{"before_due"},
       {}},
      {"guanxi.workflow.v1.Reminder",
       "before_due { seconds: 3600 }",
       "before_due { seconds: 60 }",
       /*without=*/{"time"},
       {}},
      {"guanxi.workflow.v1.WorkCalendar",
       R"(time_zone: "Asia/Shanghai"
          hours { weekdays: MONDAY weekdays: TUESDAY start_minute: 540 end_minute: 720 }
          holidays { year: 2026 month: 1 day: 1 }
          workdays { year: 2026 month: 1 day: 4 }
          complete_years: 2026)",
       R"(time_zone: "Europe/Berlin"
          hours { weekdays: SUNDAY start_minute: 0 end_minute: 1440 }
          hours { weekdays: MONDAY start_minute: 600 end_minute: 660 }
          holidays { year: 2026 month: 2 day: 15 }
          holidays { year: 2026 month: 2 day: 16 }
          workdays { year: 2026 month: 2 day: 14 }
          workdays { year: 2026 month: 2 day: 28 }
          complete_years: 2025 complete_years: 2026)",
       {},
       {}},
  };
}

}  // namespace

std::vector<const resource::Resource*> ContractResources() { return All().all(); }

ContractStage::ContractStage(const contract::HouseOptions& options)
    : customers(customer::NewContractStage()),
      own(std::make_unique<contract::Stage>(
          "workflow-svc/schema",
          [this](const service::Parts& parts) {
            // Subjects are customers here: nobody asks lead-svc.
            return MakeServices({{"customer-svc", customers->house.target()}}, parts);
          },
          All().all(), Samples(),
          std::map<std::string, contract::MakeForeign>{{"*",
                                                        [this](const contract::Who& who) {
                                                          return customers->MakeRecord(
                                                              "guanxi.dev/Customer", who);
                                                        }}},
          options)) {}

}  // namespace guanxi::workflow
