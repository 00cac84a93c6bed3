#include "workflow-svc/rules/time/schedule.h"

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

// A page that was read while no transaction was open, and how the looks at its records came out.
struct PreparedPage {
  struct Looked {
    RuleLook look;
    RuleVerdict verdict;
  };
  RulePtr rule;  // null: it does not work any more
  bool has_owner = true;
  SweepPlace place;
  std::string next_token;
  std::vector<Looked> looks;
};
using PreparedPtr = std::shared_ptr<const PreparedPage>;

absl::StatusOr<PreparedPtr> PrepareSchedule(const TimeParts& parts, const ListRecords& list,
                                            const timers::Batch& batch) {
  auto prepared = std::make_shared<PreparedPage>();
  GUANXI_ASSIGN_OR_RETURN(prepared->place, PlaceOf(batch.timers[0]));
  GUANXI_ASSIGN_OR_RETURN(const auto book, parts.book->Of(batch.tenant));
  const std::string name = absl::StrCat("automationRules/", batch.timers[0].key);
  const RulePtr rule = book->index->ByName(name);
  if (rule == nullptr || !rule->rule().trigger().has_schedule()) return prepared;
  prepared->rule = rule;
  GUANXI_ASSIGN_OR_RETURN(prepared->has_owner, HasOwner(parts, batch.tenant, *rule));
  if (!prepared->has_owner) return prepared;
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
  if (!page->has_owner) return PauseWithoutOwner(parts, work, *page->rule);
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

}  // namespace guanxi::workflow
