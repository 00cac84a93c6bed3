// The requests of actions: calls of methods, with ids that follow from the firing.
#ifndef GUANXI_WORKFLOW_SVC_RULES_REQUEST_MAKER_H_
#define GUANXI_WORKFLOW_SVC_RULES_REQUEST_MAKER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "guanxi/workflow/v1/todo.pb.h"
#include "workflow-svc/rules/compiled_action.h"
#include "workflow-svc/rules/condition.h"
#include "workflow-svc/rules/firing.pb.h"

namespace guanxi::workflow {

// Ids of one action of one firing: of its request, of a second one that goes with it, and of what
// it makes.
struct StepIds {
  Uuid request, second_request, made;
};
StepIds IdsOf(const Uuid& firing, int action);

struct TodoToMake {
  std::string rule;  // "": none has made it
  std::string owner, rule_owner, subject, title, note;
  v1::Todo::Priority priority = v1::Todo::PRIORITY_UNSPECIFIED;
  std::optional<absl::Time> due;
  std::vector<std::string> collaborators;
};
// The to-do, and how it is given away if its owner's records are out of reach.
rules::StoredCalls MakeTodo(const TodoToMake& todo, const StepIds& ids);

// The others fail, with a reason as the text of an error without details, where the record lacks
// what they need:
//   FAILED_PRECONDITION  NO_PARENT      there is no customer
//   FAILED_PRECONDITION  FIELD_NOT_SET  of CreateAction.parent_field
//   INVALID_ARGUMENT     BAD_VALUE      what a field holds cannot be written to the other one
absl::StatusOr<rules::StoredCalls> MakeUpdate(const CompiledAction& action,
                                              const std::string& target, const Facts& facts,
                                              absl::TimeZone zone, const StepIds& ids);
absl::StatusOr<rules::StoredCalls> MakeAssign(const RecordKind& kind, const std::string& target,
                                              const std::string& owner, const StepIds& ids);
absl::StatusOr<rules::StoredCalls> MakeTags(const CompiledAction& action, const std::string& target,
                                            const StepIds& ids);
absl::StatusOr<rules::StoredCalls> MakeCreate(const CompiledAction& action, const Facts& facts,
                                              absl::TimeZone zone, const StepIds& ids);
// Of a process. What does not fit its form is for the process to refuse.
rules::StoredCalls MakeStart(const CompiledAction& action, const Facts& facts, absl::TimeZone zone,
                             const StepIds& ids);

// A call as it is stored; `made`: the record that it makes or changes.
rules::StoredCall CallOf(const google::protobuf::MethodDescriptor& method,
                         const google::protobuf::Message& request, std::string made);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_REQUEST_MAKER_H_
