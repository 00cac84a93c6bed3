// What is true of definitions and of policies that choose among them.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITIONS_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/resource/behavior.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/approval_policy.pb.h"
#include "guanxi/workflow/v1/process_definition.pb.h"
#include "workflow-svc/approval/model_book.h"
#include "workflow-svc/process/content.h"

namespace guanxi::workflow {

resource::Behavior<v1::ProcessDefinition> ProcessDefinitionBehavior();

// A policy is about records whose service asks for approvals: INVALID_FIELD, `subject_type`. Its
// condition is checked against what is published of its definition; as long as nothing
// is, it is checked when an approval is asked for. The pointers are to resources with their
// behaviours, once they were made.
resource::Behavior<v1::ApprovalPolicy> ApprovalPolicyBehavior(
    const std::unique_ptr<const resource::Resource>* definitions,
    const std::unique_ptr<const resource::Resource>* revisions);

// What approval is asked for.
struct ApprovalQuestion {
  std::string subject_type;
  // The values of the record by its paths, and of fields that the form has alone by their ids.
  ProcessContent snapshot, content;
  std::string initiator, department;
};
// The process that decides.
struct ChosenProcess {
  std::string policy, definition;
  int revision = 0;
  ProcessContent content;  // by the fields of its model
};

// The first policy that holds, of the first 1,000. One whose process is retired is passed over
// where its condition does not hold. Errors: those of common/db, and
//   INVALID_ARGUMENT     INVALID_FIELD         a value does not fit its field of the one that holds
//   FAILED_PRECONDITION  NO_APPROVAL_POLICY    none holds
//   FAILED_PRECONDITION  APPROVAL_UNDECIDABLE  it cannot be said whether one holds, or its
//   condition
//                                              is none of its definition any more
//   FAILED_PRECONDITION  PROCESS_NOT_ACTIVE    the one that holds names what cannot be started, or
//                                              one before it names what was never published
absl::StatusOr<ChosenProcess> ChooseProcess(resource::UnitOfWork& work,
                                            const resource::Resource& policies,
                                            const resource::Resource& definitions,
                                            const ModelBook& models,
                                            const ApprovalQuestion& question);

// What the fields of a model hold, of a record's values by path and those of the form by id, in
// canonical form. INVALID_FIELD, naming `snapshot[...]` or `content[...]`.
absl::StatusOr<ProcessContent> ContentFor(const Model& model, const ProcessContent& snapshot,
                                          const ProcessContent& content);

// The statements, for the linter.
std::vector<db::Query> ApprovalPolicyQueries();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_PROCESS_DEFINITIONS_H_
