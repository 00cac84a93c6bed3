#include "workflow-svc/contract_rules.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

// A rule by one kind of trigger, without the others.
contract::Sample RuleBy(const std::string& trigger, const std::string& first,
                        const std::string& second, std::vector<std::string> without) {
  for (const char* const kind : {"record", "time", "schedule", "threshold", "manual"}) {
    if (kind != trigger) without.push_back(absl::StrCat("trigger.", kind));
  }
  return {"guanxi.workflow.v1.AutomationRule", first, second, std::move(without), {}};
}

}  // namespace

std::vector<contract::Sample> SamplesOfAutomationRules() {
  return {
      RuleBy("record",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { record { kinds: UPDATED fields: "grade" } }
                condition: "grade = VIP"
                actions { todo { title: "{{display_name}}" } on_failure: STOP }
                fire_policy: EVERY_CHANGE
                priority: 1)",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { record { kinds: CREATED kinds: UPDATED fields: "industry" } }
                condition: "grade = HIGH"
                actions { todo { title: "a" } on_failure: CONTINUE }
                fire_policy: ONCE
                priority: 2)",
             {"condition_form", "window"}),
      RuleBy("time",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { time { field: "organization.establish_date" offset { count: 3 unit: DAY }
                                 minute_of_day: 540 } }
                condition: "grade = VIP"
                actions { todo { title: "a" } on_failure: STOP }
                fire_policy: ONCE_PER_WINDOW)",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { time { field: "person.birth_date" offset { count: 2 unit: WEEK }
                                 minute_of_day: 600 } }
                condition: "grade = HIGH"
                actions { todo { title: "b" } on_failure: STOP }
                fire_policy: ONCE)",
             {"condition_form", "window"}),
      RuleBy("schedule",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { schedule { cron: "0 9 * * MON" filter: "grade = VIP" } }
                condition: "grade = VIP"
                actions { todo { title: "a" } on_failure: STOP }
                fire_policy: ONCE_PER_WINDOW)",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { schedule { cron: "30 8 1 * *" filter: "grade = HIGH" } }
                condition: "grade = HIGH"
                actions { todo { title: "b" } on_failure: STOP }
                fire_policy: ONCE)",
             {"condition_form", "window"}),
      // Of records that name a customer: `per_parent` may be set.
      RuleBy("threshold",
             R"(resource_type: "guanxi.dev/Opportunity"
                trigger { threshold { event { kinds: UPDATED fields: "stage" } count: 3
                                      period { seconds: 86400 } } }
                condition: "state = OPEN"
                actions { todo { title: "a" } on_failure: STOP }
                fire_policy: EVERY_CHANGE)",
             R"(resource_type: "guanxi.dev/Opportunity"
                trigger { threshold { event { kinds: CREATED kinds: UPDATED fields: "amount" }
                                      count: 5 period { seconds: 172800 } } }
                condition: "state = WON"
                actions { todo { title: "b" } on_failure: STOP }
                fire_policy: ONCE)",
             {"condition_form", "window"}),
      RuleBy("manual",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { manual {} }
                condition_form { match: ALL rows { comparison {
                  field: "grade" operator: EQUAL values: "VIP" } } }
                actions { todo { title: "a" } on_failure: STOP }
                fire_policy: ONCE_PER_WINDOW
                window: MONTH)",
             R"(resource_type: "guanxi.dev/Customer"
                trigger { manual {} }
                condition_form { match: ANY rows { comparison {
                  field: "grade" operator: EQUAL values: "HIGH" } } }
                actions { todo { title: "b" } on_failure: STOP }
                fire_policy: ONCE_PER_WINDOW
                window: WEEK)",
             {"condition"}),
  };
}

}  // namespace guanxi::workflow
