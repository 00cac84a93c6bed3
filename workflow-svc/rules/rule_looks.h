// A rule looks at a record: decides whether it fires, and claims the firing.
//
// In two halves, since what others must be asked is asked while no transaction is open: Decide
// reads the record as the rule's owner, evaluates the condition and plans the actions; Settle, in
// the transaction of whatever set the rule off, sees to it that it fires once, and writes the log.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_LOOKS_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_LOOKS_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/filter/matcher.h"
#include "common/resource/environment.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/message.h"
#include "guanxi/workflow/v1/rule_execution.pb.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/planner.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_book.h"

namespace guanxi::workflow {

// One look. Nothing is owned.
struct RuleLook {
  const CompiledRule* rule = nullptr;
  std::string subject;  // the record's name
  // Of the event or timer; `depth` is its own. A nil root begins a chain.
  Cause cause;
  // See WindowOf: the id of the event, the value of a field, a planned time.
  std::string told_window;
  // Of an event, as in Facts; null without one.
  const google::protobuf::Message* before = nullptr;
  const absl::flat_hash_set<std::string>* changed = nullptr;
  // What tells this look from others of the rule at the record, for its log: the id of the event.
  std::string look;
};

// What a look came to, before it is settled.
struct RuleVerdict {
  v1::RuleExecution::Reason reason = v1::RuleExecution::REASON_UNSPECIFIED;  // it may fire
  std::optional<filter::Explanation> explanation;  // of a condition that does not hold
  std::string holder;                              // HolderNameOf the record
  std::string window;
  Uuid id;  // FiringId
  rules::StoredFiring firing;
};

// How people see the record at hand, and its customer, each asked for once. Not thread-safe; lives
// no longer than one look or a batch of them at one record.
class RecordSights {
 public:
  RecordSights(const RecordAccess* access, const Uuid& tenant, const RecordKind& kind,
               std::string name)
      : access_(access), tenant_(tenant), kind_(kind), name_(std::move(name)) {}

  // Errors: those of RecordAccess::Read.
  absl::StatusOr<Sight> Of(const std::string& user, bool with_parent);

 private:
  struct Seen {
    Sight sight;
    bool with_parent = false;
  };

  const RecordAccess* const access_;
  const Uuid tenant_;
  const RecordKind& kind_;
  const std::string name_;
  std::map<std::string, Seen> seen_;  // by user
};

// Thread-safe. Owns nothing.
class RuleLooks {
 public:
  // The moment at which a rule of a tenant looks, with its working days.
  using MomentOf = std::function<absl::StatusOr<filter::Moment>(const Uuid& tenant,
                                                                const v1::AutomationRule& rule)>;

  // `clock` is that of the queue, the machine's.
  RuleLooks(Clock* clock, const RecordAccess* access, MomentOf moment_of,
            const resource::Resource* rules, const resource::Resource* executions)
      : clock_(clock),
        access_(access),
        moment_of_(std::move(moment_of)),
        rules_(rules),
        executions_(executions) {}

  // Errors: those of RecordAccess::Read. Not to be called while a transaction is open.
  absl::StatusOr<RuleVerdict> Decide(const Uuid& tenant, const RuleLook& look,
                                     RecordSights* sights) const;

  // Pauses rules that are stored as ENABLED and cannot be used any more: INVALID.
  absl::Status PauseInvalid(resource::UnitOfWork& work,
                            const std::vector<RuleBook::Page::Invalid>& invalid) const;

  // Fires, unless it has, and writes what became of the look. Returns why it did not.
  //   ALREADY_EXISTS  DUPLICATE_KEY  another one has fired meanwhile: run everything again
  absl::StatusOr<v1::RuleExecution::Reason> Settle(resource::UnitOfWork& work, const RuleLook& look,
                                                   const RuleVerdict& verdict) const;

 private:
  // Whose the lead is that is the holder, as the rule's owner sees it; "" if it is no lead.
  absl::StatusOr<std::string> OwnerOfLead(const Uuid& tenant, const CompiledRule& rule,
                                          const std::string& holder) const;

  Clock* const clock_;
  const RecordAccess* const access_;
  const MomentOf moment_of_;
  const resource::Resource* const rules_;
  const resource::Resource* const executions_;
};

// Takes back what a rule that tells of a state has told of a record, of which that holds no more.
// Errors: those of TakeBackNotices.
absl::Status TakeBackOf(resource::UnitOfWork& work, const CompiledRule& rule,
                        const std::string& subject);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_LOOKS_H_
