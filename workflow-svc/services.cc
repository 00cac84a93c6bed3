#include "workflow-svc/services.h"

#include <utility>

#include "common/audit/audit_reader.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/event_methods.h"
#include "common/foreign/foreign_names.h"
#include "common/merge/following.h"
#include "common/resource/catalog.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/workflow/v1/approval_policy_service.adapter.h"
#include "guanxi/workflow/v1/audit_service.adapter.h"
#include "guanxi/workflow/v1/automation_rule_service.adapter.h"
#include "guanxi/workflow/v1/delegation_service.adapter.h"
#include "guanxi/workflow/v1/event_service.adapter.h"
#include "guanxi/workflow/v1/process_revision_service.adapter.h"
#include "guanxi/workflow/v1/rule_execution_service.adapter.h"
#include "guanxi/workflow/v1/sla_policy_service.adapter.h"
#include "workflow-svc/approval/leavers.h"
#include "workflow-svc/approval/process_part.h"
#include "workflow-svc/approval/process_timers.h"
#include "workflow-svc/approval/process_triggers.h"
#include "workflow-svc/approval/subject_events.h"
#include "workflow-svc/notifications/day_report_client.h"
#include "workflow-svc/notifications/people.h"
#include "workflow-svc/notifications/wiring.h"
#include "workflow-svc/process_parts.h"
#include "workflow-svc/reminder_service.h"
#include "workflow-svc/resources.h"
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/rules/rule_part.h"
#include "workflow-svc/rules/time/time_part.h"
#include "workflow-svc/sla/sla_clock_service.h"
#include "workflow-svc/sla/sla_clocks.h"
#include "workflow-svc/sla/sla_events.h"
#include "workflow-svc/sla/sla_timers.h"
#include "workflow-svc/sla/sla_watch.h"
#include "workflow-svc/subjects.h"
#include "workflow-svc/todo_calls.h"
#include "workflow-svc/todo_service.h"
#include "workflow-svc/work_calendar_service.h"

namespace guanxi::workflow {
namespace {

// That do what rules have written down, side by side.
constexpr int kRuleThreads = 4;
constexpr absl::Duration kRuleTick = absl::Milliseconds(50);

TokenFor TokensOf(const service::Parts& parts) {
  return [account = parts.account](const Uuid& tenant,
                                   absl::string_view user) -> absl::StatusOr<std::string> {
    if (account == nullptr) {
      return FailedPrecondition("NO_SERVICE_ACCOUNT", "workflow-svc", "nobody can be acted for");
    }
    return account->TokenFor(tenant, user);
  };
}

// Rules, the logs that they hear, and the work behind them.
RulePart* AddRules(const std::map<std::string, std::string>& targets, const service::Parts& parts,
                   const Resources* all, CustomFieldBook* custom_fields, ProcessPart* processes,
                   service::Services* made) {
  RulePartOptions options;
  options.system_clock = parts.system_clock;
  options.ids = parts.ids;
  options.database = parts.database;
  options.engine = parts.engine;
  options.authorizer = parts.authorizer;
  options.catalog = made->catalog;
  options.rules = all->automation_rules.get();
  options.executions = all->rule_executions.get();
  options.targets = targets;
  options.custom_fields = custom_fields;
  options.token_for = TokensOf(parts);
  options.start_process = [processes](const auto& call, const auto& request) {
    return processes->instances.StartProcessInstance(call, request);
  };
  auto* const rules = made->Keep<RulePart>(options);
  made->Serve<v1::AutomationRuleServiceAdapter>(parts.pipeline, *made->catalog, &rules->service);
  made->Serve<v1::RuleExecutionServiceAdapter>(parts.pipeline, *made->catalog);
  for (auto& consumer :
       rules->Consumers(targets, [account = parts.account] { return account->Token(); })) {
    made->consumers.push_back(std::move(consumer));
  }
  for (int i = 0; i < kRuleThreads; ++i) {
    made->loops.push_back({kRuleTick, [rules] { rules->worker.Run(); }});
  }
  made->Keep<TimePart>(rules, parts, made->catalog, options.rules, made->timers)->AddTo(made);
  return rules;
}

// Policies and clocks of service levels, which hear what rules hear.
void ServeSla(const service::Parts& parts, const Resources& all, const resource::Catalog& catalog,
              const foreign::ForeignNames* subjects, RulePart* rules, service::Services* made) {
  auto* const clocks = made->Keep<SlaClocks>(all.sla_policies.get(), all.sla_clocks.get(),
                                             all.work_calendars.get(), made->timers);
  made->timer_kinds.merge(SlaTimerKinds(clocks, made->timers));
  made->Serve<v1::SlaClockServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<SlaClockServiceImpl>(parts.engine, clocks, subjects, all.todos.get()));
  made->Serve<v1::SlaPolicyServiceAdapter>(parts.pipeline, catalog);
  HearForSla(
      {parts.database, parts.engine, all.todos.get(), &rules->access, made->Keep<SlaWatch>(clocks)},
      &rules->events);
}

// Processes: the inbox, and all behind it.
void ServeProcesses(const service::Parts& parts, const resource::Catalog& catalog,
                    const RulePart& rules, const std::map<std::string, std::string>& targets,
                    ProcessPart* part, service::Services* made) {
  made->timer_kinds.merge(ProcessTimerKinds(&part->runner, &part->staff));
  made->timer_kinds[kProcessTriggerTimer] =
      ProcessTriggerKind({parts.engine, &part->runner, &part->staff, &rules.access});
  auto* const leavers = made->Keep<Leavers>(parts.system_clock, parts.database, parts.engine,
                                            &part->runner, &part->staff);
  for (const auto& [service, target] : targets) {
    const auto* const subjects = made->Keep<SubjectEvents>(parts.engine, &part->runner,
                                                           &part->staff, SubjectTypesOf(service));
    made->consumers.push_back(
        subjects->Consume(service, target, [account = parts.account] { return account->Token(); }));
  }
  made->loops.push_back({Leavers::kTick, [leavers] { leavers->Run(); }});
  made->Serve<v1::ProcessDefinitionServiceAdapter>(parts.pipeline, catalog, &part->definitions);
  made->Serve<v1::ProcessRevisionServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::ProcessInstanceServiceAdapter>(parts.pipeline, catalog, &part->instances);
  made->Serve<v1::ProcessTaskServiceAdapter>(parts.pipeline, catalog, &part->tasks);
  made->Serve<v1::ProcessCommentServiceAdapter>(parts.pipeline, catalog, &part->comments);
  made->Serve<v1::DelegationServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::ApprovalPolicyServiceAdapter>(parts.pipeline, catalog);
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts,
                                               const ServiceOptions& options) {
  service::Services made;
  auto* const subjects = made.Keep<foreign::ForeignNames>(NamedKinds(), targets);
  made.timers = made.Keep<timers::Timers>();
  auto* const custom_fields = made.Keep<CustomFieldBook>(targets, TokensOf(parts));
  GUANXI_ASSIGN_OR_RETURN(
      const Resources* const all,
      made.Own(Resources::Create(subjects, made.timers, parts.authorizer, custom_fields)));
  made.timer_kinds = TodoTimerKinds(all, made.timers, parts.authorizer);
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  made.Serve<v1::TodoServiceAdapter>(parts.pipeline, *catalog,
                                     made.Keep<TodoServiceImpl>(parts.engine, all));
  made.Serve<v1::ReminderServiceAdapter>(parts.pipeline, *catalog,
                                         made.Keep<ReminderServiceImpl>(parts.engine, all));
  made.Serve<v1::WorkCalendarServiceAdapter>(parts.pipeline, *catalog,
                                             made.Keep<WorkCalendarServiceImpl>(parts.engine, all));
  auto* const processes = made.Keep<ProcessPart>(parts.engine, catalog, parts.authorizer,
                                                 ProcessPartsOf(*all, made.timers));
  RulePart* const rules = AddRules(targets, parts, all, custom_fields, processes, &made);
  ServeSla(parts, *all, *catalog, subjects, rules, &made);
  ServeProcesses(parts, *catalog, *rules, targets, processes, &made);
  AddNotifications(parts, all,
                   {options.outgoing, FindPersonAt(options.gateway, parts.account),
                    AskDayReportAt(options.analytics_svc, TokensOf(parts))},
                   &made);
  if (const auto customers = targets.find("customer-svc"); customers != targets.end()) {
    GUANXI_RETURN_IF_ERROR(merge::FollowMerges(
        parts, all->all(), {"customers", customer::v1::Customer::descriptor(), "customer-svc"},
        "workflow-svc", customers->second, &made));
  }
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  made.Serve<v1::EventServiceAdapter>(
      parts.pipeline,
      made.Keep<events::HearingEventMethods<v1::EventServiceMethods>>(
          parts.database, parts.system_clock, parts.engine, catalog, made.consumers));
  return made;
}

}  // namespace guanxi::workflow
