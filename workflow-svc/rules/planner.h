// Writes down what a rule is to do: its actions, with their texts filled and their requests made.
#ifndef GUANXI_WORKFLOW_SVC_RULES_PLANNER_H_
#define GUANXI_WORKFLOW_SVC_RULES_PLANNER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "google/protobuf/message.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/firing.pb.h"
#include "workflow-svc/rules/role_readers.h"

namespace guanxi::workflow {

// A record, and its customer, as somebody sees them.
struct Sight {
  std::shared_ptr<const google::protobuf::Message> record;  // null: he does not see it
  std::shared_ptr<const google::protobuf::Message> parent;  // null: there is none, or as above
  bool is_gone = false;                                     // there is no such user who is active
};

// How `users/{uuid}` sees the record that is at hand; "" is who sees every personal field masked.
// Errors: those of reading it; one that is not seen is no error, nor is somebody who has left.
using SightOf = std::function<absl::StatusOr<Sight>(const std::string& user)>;

// What fires, and why.
struct Cause {
  std::string event_id;  // 16 bytes; "" without an event
  Uuid root;             // of the chain
  int depth = 0;         // of what is to be done
};
struct FiringInput {
  const CompiledRule* rule = nullptr;
  std::string subject;  // the record's name
  std::string window;
  Cause cause;
  filter::Moment moment;
  std::string lead_owner = "";  // whose the lead is that behaviour is of; "" if it is of none
  LeastAccess least = {};       // of those who may read to-dos; null: nobody is kept from anything
};

// The id of the firing of a rule for a record in a window: the same, however often it is claimed.
Uuid FiringId(const Uuid& tenant, const std::string& rule, const std::string& subject,
              const std::string& window);

// The users that a recipient means, each once, by what the rule's owner sees.
std::vector<std::string> UsersOf(const CompiledRecipient& recipient, const CompiledRule& rule,
                                 const Facts& facts);

// Everything that is to be done. `facts` are what the rule's owner sees; ids of requests and of
// what is made follow from `id`. Errors: those of `sight_of`.
absl::StatusOr<rules::StoredFiring> PlanFiring(const Uuid& id, const FiringInput& input,
                                               const Facts& facts, const SightOf& sight_of);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_PLANNER_H_
