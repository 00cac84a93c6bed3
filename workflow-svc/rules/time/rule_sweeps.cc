#include "workflow-svc/rules/time/rule_sweeps.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "workflow-svc/rules/time/rule_starts.h"
#include "workflow-svc/rules/time/sweep.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;

// A page that was read while no transaction was open, and what is to become of its records.
struct PreparedPage {
  RulePtr rule;  // null: it does not work any more
  SweepPlace place;
  std::string next_token;
  std::vector<timers::Timer> timers;  // of a backfill
  struct Looked {
    RuleLook look;
    RuleVerdict verdict;
  };
  std::vector<Looked> looks;  // of a schedule
};
using PreparedPtr = std::shared_ptr<const PreparedPage>;

absl::StatusOr<Uuid> IdOf(const RecordKind& kind, const google::protobuf::Message& record) {
  const std::string name = NameOf(kind, record);
  return Uuid::Parse(absl::string_view(name).substr(name.rfind('/') + 1));
}

absl::Status AddTimer(const TimeRule& rule, const google::protobuf::Message& record,
                      const filter::Moment& moment, PreparedPage* page) {
  const std::optional<Wake> wake = WakeOf(*rule.trigger(), rule.field().Read(record),
                                          page->place.begin, /*is_new=*/true, moment);
  if (!wake.has_value()) return absl::OkStatus();
  RuleTimerKey key;
  key.rule = page->place.rule;
  GUANXI_ASSIGN_OR_RETURN(key.record, IdOf(rule.rule().kind(), record));
  rules::RuleTimer payload = PayloadOf(wake->look);
  payload.set_subject(NameOf(rule.rule().kind(), record));
  payload.set_rule_etag(rule.rule().rule().etag());
  page->timers.push_back(MakeRuleTimer(key, wake->at, payload));
  return absl::OkStatus();
}

absl::StatusOr<PreparedPtr> PrepareBackfill(const TimeParts& parts, const ListRecords& list,
                                            const timers::Batch& batch) {
  auto prepared = std::make_shared<PreparedPage>();
  GUANXI_ASSIGN_OR_RETURN(prepared->place, PlaceOf(batch.timers[0]));
  GUANXI_ASSIGN_OR_RETURN(const auto book, parts.book->Of(batch.tenant));
  const auto index = parts.times->Of(batch.tenant, book->index);
  const TimeRule* const rule = index->ById(prepared->place.rule);
  if (rule == nullptr || rule->trigger() == nullptr) return prepared;
  prepared->rule = rule->ptr();
  GUANXI_ASSIGN_OR_RETURN(const filter::Moment moment,
                          parts.moment_of(batch.tenant, rule->rule().rule()));
  GUANXI_ASSIGN_OR_RETURN(const RecordPage page, PageAt(list, batch.tenant, rule->rule(), "",
                                                        prepared->place, kBackfillPage));
  prepared->next_token = page.next_token;
  for (const google::protobuf::Message* const record : page.records) {
    GUANXI_RETURN_IF_ERROR(AddTimer(*rule, *record, moment, prepared.get()));
  }
  return prepared;
}

// Whether an event has armed it by what is known of the rule as it is.
absl::StatusOr<bool> IsKnown(UnitOfWork& work, const timers::Timer& timer,
                             const std::string& etag) {
  GUANXI_ASSIGN_OR_RETURN(const auto armed, timers::Timers::Find(work.tx(), work.principal().tenant,
                                                                 timer.kind, timer.key));
  rules::RuleTimer payload;
  return armed.has_value() && payload.ParseFromString(armed->payload) &&
         payload.rule_etag() == etag;
}

absl::Status FireBackfill(timers::Timers* timers, UnitOfWork& work, const timers::Batch& batch) {
  const PreparedPtr& page = std::any_cast<const PreparedPtr&>(batch.prepared);
  if (page->rule == nullptr) return absl::OkStatus();
  std::vector<timers::Timer> armed;
  for (const timers::Timer& timer : page->timers) {
    GUANXI_ASSIGN_OR_RETURN(const bool known, IsKnown(work, timer, page->rule->rule().etag()));
    if (!known) armed.push_back(timer);
  }
  if (!page->next_token.empty()) {
    armed.push_back(GoOn(batch.timers[0], page->place, page->next_token, work.now()));
  }
  if (armed.empty()) return absl::OkStatus();
  return timers->Arm(work.tx(), work.principal().tenant, armed);
}

absl::StatusOr<PreparedPtr> PrepareSchedule(const TimeParts& parts, const ListRecords& list,
                                            const timers::Batch& batch) {
  auto prepared = std::make_shared<PreparedPage>();
  GUANXI_ASSIGN_OR_RETURN(prepared->place, PlaceOf(batch.timers[0]));
  GUANXI_ASSIGN_OR_RETURN(const auto book, parts.book->Of(batch.tenant));
  const std::string name = absl::StrCat("automationRules/", batch.timers[0].key);
  const RulePtr rule = book->index->ByName(name);
  if (rule == nullptr || !rule->rule().trigger().has_schedule()) return prepared;
  prepared->rule = rule;
  GUANXI_ASSIGN_OR_RETURN(const RecordPage page, PageAt(list, batch.tenant, *rule,
                                                        rule->rule().trigger().schedule().filter(),
                                                        prepared->place, kSchedulePage));
  prepared->next_token = page.next_token;
  const std::string window =
      absl::FormatTime("%E4Y-%m-%dT%H:%M:%SZ", prepared->place.begin, absl::UTCTimeZone());
  for (const google::protobuf::Message* const record : page.records) {
    PreparedPage::Looked looked;
    looked.look.rule = rule.get();
    looked.look.subject = NameOf(rule->kind(), *record);
    looked.look.told_window = window;
    looked.look.look = absl::StrCat("schedule/", window);
    RecordSights sights(parts.access, batch.tenant, rule->kind(), looked.look.subject);
    GUANXI_ASSIGN_OR_RETURN(looked.verdict,
                            parts.looks->Decide(batch.tenant, looked.look, &sights));
    prepared->looks.push_back(std::move(looked));
  }
  return prepared;
}

absl::Status FireSchedule(const TimeParts& parts, UnitOfWork& work, const timers::Batch& batch) {
  const PreparedPtr& page = std::any_cast<const PreparedPtr&>(batch.prepared);
  if (page->rule == nullptr) return absl::OkStatus();
  for (const PreparedPage::Looked& looked : page->looks) {
    const absl::Status settled = parts.looks->Settle(work, looked.look, looked.verdict).status();
    // Another look has claimed the same meanwhile: the page is tried again.
    if (absl::IsAlreadyExists(settled)) return absl::AbortedError("another look has fired");
    GUANXI_RETURN_IF_ERROR(settled);
  }
  const Uuid tenant = work.principal().tenant;
  if (!page->next_token.empty()) {
    return parts.timers->Arm(work.tx(), tenant,
                             GoOn(batch.timers[0], page->place, page->next_token, work.now()));
  }
  GUANXI_ASSIGN_OR_RETURN(
      const timers::Timer next,
      NextOfSchedule(page->rule->rule(), std::max(work.now(), page->place.begin),
                     work.environment().MomentOf(tenant).zone));
  return parts.timers->Arm(work.tx(), tenant, next);
}

}  // namespace

timers::Kind BackfillKind(const TimeParts& parts, const ListRecords& list) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.prepare = [parts, list](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(PreparedPtr page, PrepareBackfill(parts, list, batch));
    return std::any(std::move(page));
  };
  kind.fire = [timers = parts.timers](UnitOfWork& work, const timers::Batch& batch) {
    return FireBackfill(timers, work, batch);
  };
  return kind;
}

timers::Kind ScheduleKind(const TimeParts& parts, const ListRecords& list) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.prepare = [parts, list](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(PreparedPtr page, PrepareSchedule(parts, list, batch));
    return std::any(std::move(page));
  };
  kind.fire = [parts](UnitOfWork& work, const timers::Batch& batch) {
    return FireSchedule(parts, work, batch);
  };
  return kind;
}

timers::Kind DisarmKind(timers::Timers* timers) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.fire = [timers](UnitOfWork& work, const timers::Batch& batch) -> absl::Status {
    const Uuid tenant = work.principal().tenant;
    GUANXI_ASSIGN_OR_RETURN(const SweepPlace place, PlaceOf(batch.timers[0]));
    GUANXI_ASSIGN_OR_RETURN(const int64_t gone,
                            timers::Timers::DisarmAll(work.tx(), tenant, kRuleTimer,
                                                      KeyPrefixOf(place.rule), kDisarmStep));
    if (gone < kDisarmStep) return absl::OkStatus();
    return timers->Arm(work.tx(), tenant, GoOn(batch.timers[0], place, "", work.now()));
  };
  return kind;
}

}  // namespace guanxi::workflow
