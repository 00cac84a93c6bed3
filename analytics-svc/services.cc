#include "analytics-svc/services.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analytics-svc/answering.h"
#include "analytics-svc/boards/day_report_service.h"
#include "analytics-svc/boards/panel_service.h"
#include "analytics-svc/boards/target_service.h"
#include "analytics-svc/boards/ticket_board_service.h"
#include "analytics-svc/facts/fact_part.h"
#include "analytics-svc/facts/fact_service.h"
#include "analytics-svc/figures.h"
#include "analytics-svc/reports/report_services.h"
#include "analytics-svc/resources.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/questioner.h"
#include "analytics-svc/values/value_runs.h"
#include "analytics-svc/values/value_timer.h"
#include "common/audit/audit_reader.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/resource/catalog.h"
#include "common/timers/timers.h"
#include "guanxi/analytics/v1/audit_service.adapter.h"
#include "guanxi/analytics/v1/dashboard_service.adapter.h"
#include "guanxi/analytics/v1/dashboard_share_service.adapter.h"
#include "guanxi/analytics/v1/day_report_service.adapter.h"
#include "guanxi/analytics/v1/event_service.adapter.h"
#include "guanxi/analytics/v1/fact_service.adapter.h"
#include "guanxi/analytics/v1/target_service.adapter.h"
#include "guanxi/analytics/v1/ticket_board_service.adapter.h"
#include "guanxi/analytics/v1/value_rule_service.adapter.h"

namespace guanxi::analytics {
namespace {

// Watermarks, rebuilds that were asked for, and the copy: what was read a moment ago is in figures
// with the next tick.
constexpr absl::Duration kFactsTick = absl::Milliseconds(500);
constexpr absl::Duration kReplicaTick = absl::Milliseconds(500);

// The consumers of events, and what they fill.
FactPart* AddFacts(const std::map<std::string, std::string>& targets, const service::Parts& parts,
                   service::Services* made) {
  std::map<std::string, FactReads> reads;
  for (const auto& [service, target] : targets) {
    reads[service] = FactReadsAt(target, [account = parts.account] { return account->Token(); });
  }
  auto* const facts = made->Keep<FactPart>(parts.database, parts.system_clock, reads);
  for (auto& consumer : facts->Consumers()) made->consumers.push_back(std::move(consumer));
  made->loops.push_back({kFactsTick, [facts] { facts->Run(); }});
  return facts;
}

FactServiceImpl* ServeFacts(const service::Parts& parts, FactPart* facts,
                            const Answering* answering, service::Services* made) {
  std::function<FactServiceImpl::Copy()> copy;
  if (answering->replica() != nullptr) {
    copy = [replica = answering->replica()] {
      const Replica::State state = replica->state();
      return FactServiceImpl::Copy{state.copy_time, state.data_as_of};
    };
  }
  auto* const service =
      made->Keep<FactServiceImpl>(parts.database, parts.system_clock, facts, std::move(copy));
  made->Serve<v1::FactServiceAdapter>(parts.pipeline, service);
  return service;
}

// The figure of a question with one measure and nothing to cut by.
TargetServiceImpl::FigureOf FigureBy(const Questioner* questioner) {
  return [questioner](const rpc::Call& call,
                      const v1::Query& query) -> absl::StatusOr<std::optional<std::string>> {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Answered> answers, questioner->Ask(call, query));
    if (answers.empty() || answers[0].result.rows() == 0) return std::nullopt;
    return ValueText(answers[0].compiled, answers[0].result, /*row=*/0, /*column=*/0);
  };
}

void ServeBoards(const service::Parts& parts, const Resources& all,
                 const resource::Catalog& catalog, const Figures& figures, FactServiceImpl* facts,
                 service::Services* made) {
  const Questioner* const questioner = figures.questioner;
  made->Serve<v1::DashboardServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<DashboardServiceImpl>(parts.engine, all.dashboards.get(), figures.charts));
  made->Serve<v1::DashboardShareServiceAdapter>(parts.pipeline, catalog);
  const auto watermark_of = [facts](const rpc::Call& call) {
    return facts->GetWatermark(call, v1::GetWatermarkRequest());
  };
  auto* const targets = made->Keep<TargetServiceImpl>(parts.engine, all.targets.get(),
                                                      FigureBy(questioner), watermark_of);
  made->Serve<v1::TargetServiceAdapter>(parts.pipeline, catalog, targets);
  made->Serve<v1::DayReportServiceAdapter>(
      parts.pipeline,
      made->Keep<DayReportServiceImpl>(questioner, &parts.engine->environment(), watermark_of));
  made->Serve<v1::TicketBoardServiceAdapter>(
      parts.pipeline,
      made->Keep<TicketBoardServiceImpl>(questioner, &parts.engine->environment(), watermark_of));
}

// Rules by which customers are valued, and what does so.
void ServeValueRules(const service::Parts& parts, const Resources& all,
                     const resource::Catalog& catalog, const Answering& answering,
                     FactServiceImpl* facts, service::Services* made) {
  made->Serve<v1::ValueRuleServiceAdapter>(parts.pipeline, catalog);
  ValueParts values;
  values.engine = parts.engine;
  values.rules = all.value_rules.get();
  values.timers = made->timers;
  values.reports = MakeReportContext(parts, answering.engine(), [facts](const rpc::Call& call) {
    return facts->GetWatermark(call, v1::GetWatermarkRequest());
  });
  made->timer_kinds[kValueTimer] = ValueRunKind(std::move(values));
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const std::map<std::string, std::string>& targets,
                                               const service::Parts& parts,
                                               const ServiceOptions& options) {
  service::Services made;
  made.timers = made.Keep<timers::Timers>();
  FactPart* const facts = AddFacts(targets, parts, &made);
  GUANXI_ASSIGN_OR_RETURN(Answering* const answering,
                          made.Own(Answering::Create(options.replica, parts.database,
                                                     facts->watermarks(), parts.system_clock)));
  made.loops.push_back({kReplicaTick, [answering] { answering->Turn(); }});
  made.readiness.push_back({"copy", [answering] { return answering->Ready(); }});
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all, made.Own(Resources::Create(made.timers)));
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  FactServiceImpl* const watermarks = ServeFacts(parts, facts, answering, &made);
  const auto customer_svc = targets.find("customer-svc");
  const Figures figures =
      ServeFigures(parts, *answering, watermarks, options.replica.export_folder,
                   customer_svc != targets.end() ? customer_svc->second : "", &made);
  ServeBoards(parts, *all, *catalog, figures, watermarks, &made);
  ServeValueRules(parts, *all, *catalog, *answering, watermarks, &made);
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  made.Serve<v1::EventServiceAdapter>(
      parts.pipeline,
      made.Keep<events::HearingEventMethods<v1::EventServiceMethods>>(
          parts.database, parts.system_clock, parts.engine, catalog, made.consumers));
  return made;
}

}  // namespace guanxi::analytics
