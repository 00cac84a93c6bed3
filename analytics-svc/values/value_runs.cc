#include "analytics-svc/values/value_runs.h"

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/values/value_page.h"
#include "analytics-svc/values/value_timer.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "common/worktime/daily.h"
#include "guanxi/analytics/v1/value_rule.pb.h"

namespace guanxi::analytics {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr char kActor[] = "services/analytics-svc";
constexpr absl::Duration kPageTime = absl::Seconds(60);

const db::Query& SelectRule() {
  static const auto* const query = new db::Query{
      "value_rule.select_last",
      "SELECT id FROM value_rules WHERE tenant_id = ? AND live = 1 ORDER BY create_time DESC, "
      "id DESC LIMIT 1"};
  return *query;
}

// Where a run has come to: behind `after`, of the customers as of `day`.
struct Place {
  absl::CivilDay day;
  Uuid after;
};

std::string PayloadOf(const Place& place) {
  return absl::StrCat(absl::FormatCivilTime(place.day), " ", place.after.ToString());
}

absl::StatusOr<std::optional<Place>> PlaceIn(const std::string& payload) {
  if (payload.empty()) return std::optional<Place>();
  const std::pair<std::string, std::string> parts = absl::StrSplit(payload, ' ');
  Place place;
  if (!absl::ParseCivilTime(parts.first, &place.day)) {
    return absl::InternalError("a timer's payload names no day");
  }
  GUANXI_ASSIGN_OR_RETURN(place.after, Uuid::Parse(parts.second));
  return std::optional<Place>(place);
}

// What a look has found: it was made at `now`.
struct Look {
  absl::Time now;
  Uuid rule;                   // nil: there is none
  std::optional<Place> place;  // nothing: it is not time
  ValuePage page;
};
using LookPtr = std::shared_ptr<const Look>;

// The rule that holds; nothing: there is none.
absl::StatusOr<std::optional<Stored>> FindRule(const ValueParts& parts, UnitOfWork& work) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(SelectRule(), {work.principal().tenant.bytes()}));
  if (rows.empty()) return std::optional<Stored>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[0].String(0)));
  return work.Peek(*parts.rules, ResourceName{Uuid(), id});
}

absl::TimeZone ZoneOf(const UnitOfWork& work) {
  return work.environment().MomentOf(work.principal().tenant).zone;
}

// Whether it is time, and for whom, by the rule that holds now.
absl::Status LookAt(const ValueParts& parts, const timers::Batch& batch, v1::ValueRule* rule,
                    Look* look) {
  const timers::ArmedTimer& timer = batch.timers[0];
  return parts.engine->Write(
      events::WriterIn(batch.tenant, kActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        look->now = work.now();
        GUANXI_ASSIGN_OR_RETURN(const auto row, FindRule(parts, work));
        if (!row.has_value()) return absl::OkStatus();
        rule->CopyFrom(*row->message);
        GUANXI_ASSIGN_OR_RETURN(look->rule, resource::ParseReference("valueRules", rule->name()));
        GUANXI_ASSIGN_OR_RETURN(look->place, PlaceIn(timer.payload));
        if (look->place.has_value()) return absl::OkStatus();
        const auto time =
            worktime::Daily(rule->minute_of_day()).Last(timer.due, look->now, ZoneOf(work));
        if (time.has_value()) look->place = Place{absl::ToCivilDay(*time, ZoneOf(work)), Uuid()};
        return absl::OkStatus();
      });
}

absl::StatusOr<LookPtr> Prepare(const ValueParts& parts, const timers::Batch& batch) {
  auto look = std::make_shared<Look>();
  v1::ValueRule rule;
  GUANXI_RETURN_IF_ERROR(LookAt(parts, batch, &rule, look.get()));
  if (!look->place.has_value()) return LookPtr(std::move(look));
  rpc::Call call;
  call.principal = events::WriterIn(batch.tenant, kActor);
  call.deadline = absl::Now() + kPageTime;
  auto page = ReadValuePage(ReportCall(&parts.reports, &call), rule, look->place->day,
                            look->place->after, parts.page);
  if (page.ok()) {
    look->page = *std::move(page);
  } else if (absl::IsInvalidArgument(page.status())) {
    Log(Severity::kWarning, "value_rule.not_run", {{"reason", Reason(page.status())}});
  } else {
    return page.status();
  }
  return LookPtr(std::move(look));
}

absl::Status Fire(const ValueParts& parts, UnitOfWork& work, const Look& look) {
  GUANXI_ASSIGN_OR_RETURN(const auto row, FindRule(parts, work));
  if (!row.has_value()) return absl::OkStatus();
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(
      const Uuid rule, resource::ParseReference(
                           "valueRules", static_cast<const v1::ValueRule&>(*row->message).name()));
  // Another holds meanwhile: it has a timer of its own, or this one looks again.
  if (rule != look.rule) return ArmValueRun(work, *parts.timers);
  for (const v1::ValuedCustomers& fact : look.page.facts) {
    GUANXI_RETURN_IF_ERROR(work.Emit(*parts.rules, *row, kValuedFact, fact));
  }
  timers::Timer next{kValueTimer, kValueTimerKey, work.now()};
  if (!look.page.last.IsNil()) {
    next.payload = PayloadOf({look.place->day, look.page.last});
  } else {
    // After the look, not after now: what has become time between the two is still to be done.
    next.due = worktime::Daily(static_cast<const v1::ValueRule&>(*row->message).minute_of_day())
                   .Next(look.now, ZoneOf(work));
  }
  return parts.timers->Arm(work.tx(), tenant, next);
}

}  // namespace

timers::Kind ValueRunKind(ValueParts parts) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.prepare = [parts](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(LookPtr look, Prepare(parts, batch));
    return std::any(std::move(look));
  };
  kind.fire = [parts = std::move(parts)](UnitOfWork& work, const timers::Batch& batch) {
    return Fire(parts, work, *std::any_cast<const LookPtr&>(batch.prepared));
  };
  return kind;
}

std::vector<db::Query> ValueRunQueries() { return {SelectRule()}; }

}  // namespace guanxi::analytics
