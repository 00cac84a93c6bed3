#include "workflow-svc/rules/time/backfill.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "workflow-svc/rules/time/sweep.h"

namespace guanxi::workflow {
namespace {

using resource::UnitOfWork;

// A page that was read while no transaction was open, and the timers of its records.
struct PreparedPage {
  RulePtr rule;  // null: it does not work any more
  bool has_owner = true;
  SweepPlace place;
  std::string next_token;
  std::vector<timers::Timer> timers;
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
  GUANXI_ASSIGN_OR_RETURN(prepared->has_owner, HasOwner(parts, batch.tenant, rule->rule()));
  if (!prepared->has_owner) return prepared;
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

absl::Status FireBackfill(const TimeParts& parts, UnitOfWork& work, const timers::Batch& batch) {
  const PreparedPtr& page = std::any_cast<const PreparedPtr&>(batch.prepared);
  if (page->rule == nullptr) return absl::OkStatus();
  if (!page->has_owner) return PauseWithoutOwner(parts, work, *page->rule);
  std::vector<timers::Timer> armed;
  for (const timers::Timer& timer : page->timers) {
    GUANXI_ASSIGN_OR_RETURN(const bool known, IsKnown(work, timer, page->rule->rule().etag()));
    if (!known) armed.push_back(timer);
  }
  if (!page->next_token.empty()) {
    armed.push_back(GoOn(batch.timers[0], page->place, page->next_token, work.now()));
  }
  if (armed.empty()) return absl::OkStatus();
  return parts.timers->Arm(work.tx(), work.principal().tenant, armed);
}

}  // namespace

timers::Kind BackfillKind(const TimeParts& parts, const ListRecords& list) {
  timers::Kind kind;
  kind.max_batch = 1;
  kind.prepare = [parts, list](const timers::Batch& batch) -> absl::StatusOr<std::any> {
    GUANXI_ASSIGN_OR_RETURN(PreparedPtr page, PrepareBackfill(parts, list, batch));
    return std::any(std::move(page));
  };
  kind.fire = [parts](UnitOfWork& work, const timers::Batch& batch) {
    return FireBackfill(parts, work, batch);
  };
  return kind;
}

}  // namespace guanxi::workflow
