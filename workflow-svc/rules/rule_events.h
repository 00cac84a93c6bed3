// Rules hear of what happens: the events of other services' logs, and of this one's own.
#ifndef GUANXI_WORKFLOW_SVC_RULES_RULE_EVENTS_H_
#define GUANXI_WORKFLOW_SVC_RULES_RULE_EVENTS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/events/consumer.h"
#include "common/policy/field_view.h"
#include "common/resource/engine.h"
#include "google/protobuf/message.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_book.h"
#include "workflow-svc/rules/rule_looks.h"

namespace guanxi::workflow {

// Who writes what events say: in histories of this service.
inline constexpr char kRulesActor[] = "services/workflow-svc";

// An event of a record that rules can be about. Nothing is owned but the messages.
struct HeardEvent {
  const event::v1::LogEvent* log = nullptr;
  const RecordKind* kind = nullptr;
  std::string name;  // of the record
  // What the fields that changed held before and hold now.
  std::shared_ptr<const google::protobuf::Message> before, after;
  absl::flat_hash_set<std::string> changed;
  // The tenant's rules, as they were when the event was heard.
  std::shared_ptr<const RuleBook::Page> rules;
  // The record and its customer as they are now, if an EventReading has read them.
  std::shared_ptr<const google::protobuf::Message> record, parent;
};

// What is read about an event for effects, before the transaction.
using EventReading = std::function<absl::Status(const Uuid& tenant, HeardEvent*)>;

// What else is done about an event, in the transaction of what rules do: timers of rules, clocks.
using EventEffect = std::function<absl::Status(resource::UnitOfWork&, const HeardEvent&)>;

// Whether anything beside rules hears of records of a kind in a tenant now. What it says no to must
// do nothing about them but when they are deleted.
using KindInterest = std::function<absl::StatusOr<bool>(const Uuid& tenant, const RecordKind&)>;

// Whether an event is counted towards a threshold that it reaches: the rule fires then. Called in
// the transaction, for events for which the condition holds.
using CountEvent = std::function<absl::StatusOr<bool>(resource::UnitOfWork&, const RuleLook&,
                                                      const RuleVerdict&, const HeardEvent&)>;

// Thread-safe. Owns nothing.
class RuleEvents {
 public:
  RuleEvents(const resource::Engine* engine, RuleBook* book, const RecordAccess* access,
             const RuleLooks* looks)
      : engine_(engine), book_(book), access_(access), looks_(looks) {}

  // Before the first event.
  void AddInterest(KindInterest interest) { interests_.push_back(std::move(interest)); }
  void AddReading(EventReading reading) { readings_.push_back(std::move(reading)); }
  void AddEffect(EventEffect effect) { effects_.push_back(std::move(effect)); }
  void SetCounter(CountEvent count) { count_ = std::move(count); }

  // For Consumer::Options.concerns: events of records that rules can be about, of tenants that have
  // rules at all or something else that hears of such records; deletions always. Whether there is
  // any is looked up once for each tenant and kind. Errors: those of RuleBook and of interests.
  absl::StatusOr<std::vector<bool>> Concerns(
      absl::Span<const event::v1::LogEvent* const> events) const;

  // For Consumer::Options.apply: consecutive events of one tenant (see OfOneTenant). Each rule that
  // may be set off looks at the record, as it is now, once for each event; all that comes of it is
  // one transaction with the cursor. Errors: those of RuleBook, RuleLooks and of the database.
  absl::Status Apply(absl::Span<const event::v1::LogEvent> events, const events::Done& done) const;

 private:
  struct Looked {
    HeardEvent event;
    std::vector<RuleLook> looks;
    std::vector<RuleVerdict> verdicts;  // one for each
  };

  // GoesBy, as its owner may see the event.
  absl::StatusOr<bool> GoesByAsSeen(const Uuid& tenant, const CompiledRule& rule,
                                    const HeardEvent& event) const;
  absl::StatusOr<Looked> LookAt(const Uuid& tenant, const event::v1::LogEvent& event,
                                const std::shared_ptr<const RuleBook::Page>& page) const;
  absl::Status Settle(resource::UnitOfWork& work, const Looked& looked) const;
  absl::StatusOr<bool> AnyHears(const Uuid& tenant, const RecordKind& kind) const;

  const resource::Engine* const engine_;
  RuleBook* const book_;
  const RecordAccess* const access_;
  const RuleLooks* const looks_;
  std::vector<KindInterest> interests_;
  std::vector<EventReading> readings_;
  std::vector<EventEffect> effects_;
  CountEvent count_;
};

// For Consumer::Options.together.
bool OfOneTenant(const event::v1::LogEvent& a, const event::v1::LogEvent& b);

// The event as rules hear it; nothing for records that rules are not about, for facts, and for a
// record below another of which the event does not say which one (an old one: that is logged).
// Errors: INTERNAL if its values cannot be read.
absl::StatusOr<std::optional<HeardEvent>> HearEvent(const event::v1::LogEvent& event);

// Whether a rule that the index found goes by the event: it was enabled when that happened, and, of
// an update, one of the paths that it names differs. Paths that `view` hides do not; null: none are
// hidden.
bool GoesBy(const CompiledRule& rule, const HeardEvent& event,
            const policy::FieldView* view = nullptr);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_RULE_EVENTS_H_
