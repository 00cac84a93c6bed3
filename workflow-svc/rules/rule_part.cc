#include "workflow-svc/rules/rule_part.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/system_tenant.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/worktime/work_days.h"
#include "guanxi/workflow/v1/work_calendar_service.pb.h"
#include "workflow-svc/work_calendar_rules.h"

namespace guanxi::workflow {
namespace {

constexpr char kOwnName[] = "workflow-svc";
// Events of one transaction, each of which may have several rules look at records elsewhere.
constexpr int kMaxBatch = 10;

events::Consumer::Options Hears(const RuleEvents* events, const std::string& producer,
                                events::ReadLog read) {
  events::Consumer::Options options;
  options.name = absl::StrCat("workflow-svc.rules.", producer);
  options.producer = producer;
  options.read = std::move(read);
  options.concerns = [events](absl::Span<const event::v1::LogEvent* const> some) {
    return events->Concerns(some);
  };
  options.apply = [events](absl::Span<const event::v1::LogEvent> batch, const events::Done& done) {
    return events->Apply(batch, done);
  };
  options.together = OfOneTenant;
  options.max_batch = kMaxBatch;
  // What was not told of sets nothing off: rules are about what happens from now on.
  options.recover = [producer](const events::Loss& loss, const events::StillHeld& held) {
    Log(Severity::kWarning, "rules.events_lost",
        {{"producer", producer}, {"partition", absl::StrCat(loss.partition)}});
    return held();
  };
  return options;
}

}  // namespace

RuleLooks::MomentOf MomentOfRules(const resource::Engine* engine,
                                  const resource::Catalog* catalog) {
  return [engine, catalog](const Uuid& tenant,
                           const v1::AutomationRule& rule) -> absl::StatusOr<filter::Moment> {
    filter::Moment moment = engine->environment().MomentOf(tenant);
    if (rule.work_calendar().empty()) return moment;
    rpc::Call call;
    call.principal = events::WriterIn(tenant, kRulesActor);
    call.lane = rpc::Lane::kJob;
    v1::GetWorkCalendarRequest request;
    request.set_name(rule.work_calendar());
    GUANXI_ASSIGN_OR_RETURN(const v1::WorkCalendar calendar,
                            catalog->Of<v1::WorkCalendar>().Get<v1::WorkCalendar>(call, request));
    GUANXI_ASSIGN_OR_RETURN(const worktime::WorkTime time, WorkTimeOf(calendar));
    moment.calendar = std::make_shared<const worktime::WorkDays>(time.days());
    return moment;
  };
}

RulePart::RulePart(const RulePartOptions& options)
    : custom_fields(options.custom_fields),
      access(options.targets, options.token_for, options.authorizer, options.catalog,
             options.start_process),
      book(options.database, options.rules, options.custom_fields),
      looks(options.system_clock, &access, MomentOfRules(options.engine, options.catalog),
            options.rules, options.executions),
      events(options.engine, &book, &access, &looks),
      worker(options.database, options.system_clock, options.engine, &access, options.rules,
             options.executions, options.worker),
      service({options.engine, options.catalog, options.rules, &access, &looks,
               MomentOfRules(options.engine, options.catalog), options.custom_fields}),
      log_(options.database, options.system_clock, options.ids),
      own_log_(&log_, /*records=*/nullptr, options.system_clock) {}

std::vector<events::Consumer::Options> RulePart::Consumers(
    const std::map<std::string, std::string>& targets, const events::AccountToken& account) {
  std::vector<events::Consumer::Options> consumers;
  for (const auto& [producer, target] : targets) {
    consumers.push_back(Hears(&events, producer, events::ReadLogAt(target, account)));
  }
  consumers.push_back(Hears(&events, kOwnName, [this](const auto& request) {
    rpc::Call call;
    call.principal.tenant = SystemTenantId();
    call.principal.subject = absl::StrCat("clients/", Uuid().ToString());
    return own_log_.ReadPartitions(call, request);
  }));
  return consumers;
}

}  // namespace guanxi::workflow
