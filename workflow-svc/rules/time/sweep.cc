#include "workflow-svc/rules/time/sweep.h"

#include <utility>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "workflow-svc/rules/rule_moves.h"

namespace guanxi::workflow {

absl::StatusOr<SweepPlace> PlaceOf(const timers::ArmedTimer& timer) {
  rules::RuleSweep sweep;
  const absl::StatusOr<Uuid> rule = Uuid::Parse(timer.key);
  if (!rule.ok() || !sweep.ParseFromString(timer.payload)) {
    return absl::InternalError("a sweep's timer cannot be read");
  }
  SweepPlace place;
  place.rule = *rule;
  place.begin = sweep.begin_micros() == 0 ? timer.due : absl::FromUnixMicros(sweep.begin_micros());
  place.token = sweep.token();
  return place;
}

timers::Timer GoOn(const timers::ArmedTimer& timer, const SweepPlace& place,
                   const std::string& token, absl::Time now) {
  rules::RuleSweep sweep;
  sweep.set_token(token);
  sweep.set_begin_micros(absl::ToUnixMicros(place.begin));
  timers::Timer next;
  next.kind = timer.kind;
  next.key = timer.key;
  next.due = now;
  next.payload = sweep.SerializeAsString();
  return next;
}

absl::StatusOr<RecordPage> PageAt(const ListRecords& list, const Uuid& tenant,
                                  const CompiledRule& rule, const std::string& filter,
                                  const SweepPlace& place, int size) {
  const Acting acting{tenant, rule.rule().owner(), Uuid(), 0};
  auto page = list(acting, rule.kind(), filter, place.token, size);
  if (page.status().code() == absl::StatusCode::kInvalidArgument && !place.token.empty()) {
    page = list(acting, rule.kind(), filter, "", size);
  }
  if (page.ok()) return page;
  const absl::StatusCode code = page.status().code();
  if (code != absl::StatusCode::kPermissionDenied && code != absl::StatusCode::kInvalidArgument) {
    return page.status();
  }
  Log(Severity::kWarning, "rules.cannot_list",
      {{"rule", rule.rule().name()}, {"code", absl::StatusCodeToString(code)}});
  return RecordPage();
}

absl::StatusOr<bool> HasOwner(const TimeParts& parts, const Uuid& tenant,
                              const CompiledRule& rule) {
  return parts.access->IsActive(tenant, rule.rule().owner());
}

absl::Status PauseWithoutOwner(const TimeParts& parts, resource::UnitOfWork& work,
                               const CompiledRule& rule) {
  return PauseByItself(work, *parts.rules, rule.rule().name(), v1::AutomationRule::OWNER_GONE,
                       "its owner is no active user")
      .status();
}

}  // namespace guanxi::workflow
