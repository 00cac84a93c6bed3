#include "workflow-svc/contract_stage.h"

#include <map>
#include <string>

#include "customer-svc/contract_stage.h"
#include "workflow-svc/contract_processes.h"
#include "workflow-svc/contract_rules.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/services.h"

namespace guanxi::workflow {
namespace {

const Resources& All() {
  static const Resources* const all = Resources::Create(/*subjects=*/nullptr).value().release();
  return *all;
}

// What descriptors do not say of valid records.
std::vector<contract::Sample> SamplesOfRuleExecutions() {
  return {
      // The service makes them.
      {"guanxi.workflow.v1.RuleExecution",
       R"(subject: "customers/018f0000-0000-7000-8000-000000000001" outcome: DONE window: "2026-03"
          rule_etag: "1" depth: 1)",
       R"(subject: "customers/018f0000-0000-7000-8000-000000000002" outcome: NOT_FIRED
          reason: CONDITION_FALSE window: "2026-04" rule_etag: "2" depth: 2)",
       {},
       {}},
  };
}

std::vector<contract::Sample> SamplesOfTodos() {
  return {
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
  };
}

std::vector<contract::Sample> SamplesOfNotifications() {
  return {
      // Something that is called, or a mail server, which is ready at once.
      {"guanxi.workflow.v1.Channel",
       "kind: WEBHOOK format: MARKDOWN",
       "kind: WEBHOOK format: TEXT",
       /*without=*/{"smtp"},
       {}},
      {"guanxi.workflow.v1.Channel",
       R"(kind: EMAIL format: MARKDOWN
          smtp { host: "smtp.example.com" port: 465 tls: IMPLICIT from: "crm@example.com"
                 from_name: "crm a" user: "crm" })",
       R"(kind: EMAIL format: TEXT
          smtp { host: "mail.example.com" port: 587 tls: STARTTLS from: "sales@example.com"
                 from_name: "crm b" user: "sales" })",
       {},
       {}},
      // These two the service makes.
      {"guanxi.workflow.v1.Delivery",
       R"(channel: "channels/018f0000-0000-7000-8000-000000000001" state: PENDING
          source: "automationRules/a" attempts: 1 error: UNREACHABLE)",
       R"(channel: "channels/018f0000-0000-7000-8000-000000000002" state: SENT
          source: "automationRules/b" attempts: 2)",
       {},
       {}},
      {"guanxi.workflow.v1.Notification",
       R"(recipient: "users/018f0000-0000-7000-8000-000000000003" kind: TODO_DUE state: UNREAD
          title: "title of one" text: "text of one" source: "automationRules/a" count: 1)",
       R"(recipient: "users/018f0000-0000-7000-8000-000000000004" kind: RULE state: READ
          title: "title of another" text: "text of another" source: "automationRules/b" count: 2)",
       {},
       {}},
      {"guanxi.workflow.v1.NotificationPreference",
       R"(email_kinds: TODO_DUE muted_kinds: RULE time_zone: "Asia/Shanghai" locale: "zh-CN"
          quiet_hours { start_minute: 1320 end_minute: 480 }
          day_report { minute_of_day: 1080 weekdays: MONDAY })",
       R"(email_kinds: REMINDER email_kinds: SLA_BREACH muted_kinds: TODO_ASSIGNED
          time_zone: "Europe/Berlin" locale: "en"
          quiet_hours { start_minute: 1380 end_minute: 420 }
          day_report { minute_of_day: 1140 weekdays: FRIDAY weekdays: SUNDAY })",
       {},
       {}},
      // Keys are unlike by themselves.
      {"guanxi.workflow.v1.NotificationTemplate", R"(locale: "zh-CN")", R"(locale: "en")", {}, {}},
  };
}

std::vector<contract::Sample> SamplesOfClocks() {
  return {
      // Conditions compile, stages come one after the other.
      {"guanxi.workflow.v1.SlaPolicy",
       R"(resource_type: "guanxi.dev/Customer" target { seconds: 7200 }
          start_condition: "grade = VIP" pause_condition: "grade = LOW"
          resume_condition: "grade = HIGH" stop_condition: "last_follow_up_time:*"
          stages { after { seconds: 60 } })",
       R"(resource_type: "guanxi.dev/Customer" target { seconds: 60 }
          start_condition: "grade = HIGH" pause_condition: "grade = VIP"
          resume_condition: "grade = LOW" stop_condition: "grade = MEDIUM"
          stages { after { seconds: 30 } } stages { after { seconds: 60 } })",
       {},
       {}},
      // The service makes them.
      {"guanxi.workflow.v1.SlaClock",
       R"(policy: "slaPolicies/018f0000-0000-7000-8000-000000000001"
          subject: "customers/018f0000-0000-7000-8000-000000000001" state: RUNNING round: 1
          start_time { seconds: 1790000000 } due_time { seconds: 1790007200 }
          target { seconds: 7200 } segments { start_time { seconds: 1790000000 } }
          owner: "users/0196b0a0-0000-7000-8000-000000000001"
          department: "departments/0196b0a0-0000-7000-8000-000000000003")",
       R"(policy: "slaPolicies/018f0000-0000-7000-8000-000000000002"
          subject: "customers/018f0000-0000-7000-8000-000000000002" state: PAUSED round: 2
          start_time { seconds: 1790000000 }
          target { seconds: 60 }
          segments { start_time { seconds: 1790000000 } end_time { seconds: 1790000000 } }
          owner: "users/0196b0a0-0000-7000-8000-000000000002"
          department: "departments/0196b0a0-0000-7000-8000-000000000004")",
       {},
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

std::vector<contract::Sample> Samples() {
  std::vector<contract::Sample> all = SamplesOfAutomationRules();
  for (const auto& more : {SamplesOfRuleExecutions(), SamplesOfTodos(), SamplesOfNotifications(),
                           SamplesOfClocks(), SamplesOfProcesses(), SamplesOfRunningProcesses()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
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
