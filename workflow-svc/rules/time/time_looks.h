// What happens when the timer of a rule and a record fires: the rule looks at the record.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_LOOKS_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_LOOKS_H_

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_book.h"
#include "workflow-svc/rules/rule_looks.h"
#include "workflow-svc/rules/time/rule_timer.h"
#include "workflow-svc/rules/time/time_index.h"
#include "workflow-svc/rules/time/time_plan.h"

namespace guanxi::workflow {

// What rules that act on time are made of. Nothing is owned.
struct TimeParts {
  RuleBook* book = nullptr;
  TimeBook* times = nullptr;
  const RecordAccess* access = nullptr;
  const RuleLooks* looks = nullptr;
  const resource::Resource* rules = nullptr;
  RuleLooks::MomentOf moment_of;
  timers::Timers* timers = nullptr;
};

// Thread-safe.
class TimeLooks {
 public:
  explicit TimeLooks(TimeParts parts) : parts_(std::move(parts)) {}

  // For the timers of kRuleTimer. It must outlive what uses it.
  timers::Kind MakeKind() const;

 private:
  // A look that was decided while no transaction was open.
  struct Decided {
    const TimeRule* rule = nullptr;  // null: there is nothing to be done
    RuleTimerKey key;
    rules::RuleTimer payload;
    RuleLook look;
    TimePlan plan;                       // of a TimeTrigger
    std::optional<RuleVerdict> verdict;  // nothing: nothing is to be settled
    std::optional<absl::Time> turn;      // when the condition may turn by itself
  };
  struct Prepared {
    std::shared_ptr<const TimeIndex> index;  // what the rules lie in
    std::map<std::string, Decided> by_key;
  };

  absl::StatusOr<Prepared> Prepare(const timers::Batch& batch) const;
  absl::StatusOr<Decided> Decide(const Uuid& tenant, const TimeIndex& index,
                                 const timers::ArmedTimer& timer) const;
  absl::Status DecideByTime(const Uuid& tenant, const Facts& facts, const filter::Moment& moment,
                            RecordSights* sights, Decided* decided) const;
  absl::Status Fire(resource::UnitOfWork& work, const timers::Batch& batch) const;
  absl::Status Settle(resource::UnitOfWork& work, const Decided& decided) const;
  absl::Status SettleLate(resource::UnitOfWork& work, const Decided& decided) const;
  // What is armed after it was settled; nothing if the record is not looked at again by itself.
  static std::optional<timers::Timer> NextTimer(const Decided& decided);

  const TimeParts parts_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_TIME_LOOKS_H_
