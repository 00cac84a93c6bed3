// Of how many of the stored records a rule's condition holds now: BacktestAutomationRule.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_BACKTEST_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_BACKTEST_H_

#include "absl/status/statusor.h"
#include "common/db/database.h"
#include "common/jobs/job.h"
#include "common/jobs/operation_store.h"
#include "google/longrunning/operations.pb.h"
#include "workflow-svc/rules/compiled_rule.h"
#include "workflow-svc/rules/custom_field_book.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/rule_looks.h"
#include "workflow-svc/rules/time/backtest.pb.h"
#include "workflow-svc/rules/time/record_lister.h"

namespace guanxi::workflow {

// The kind of the operations, and what their starter must be allowed.
inline constexpr char kBacktestKind[] = "rules.backtest";
inline constexpr char kBacktestPermission[] = "automationRules.read";
// Records that one step reads, and names that the answer has.
inline constexpr int kBacktestPage = 200;
inline constexpr int kBacktestExamples = 20;

// Nothing is owned.
struct BacktestParts {
  db::Database* database = nullptr;
  const RecordAccess* access = nullptr;
  ListRecords list;
  RuleLooks::MomentOf moment_of;
  CustomFieldBook* custom_fields = nullptr;  // null: no condition may read custom fields
};

// Starts one of a rule that was compiled, for the caller. Errors: those of OperationStore::Create,
// and
//   INVALID_ARGUMENT     INVALID_FIELD  the condition has `old.` or `changed()`
//   FAILED_PRECONDITION  NOT_A_USER     the caller is a program: it can be acted for only as long
//                                       as its call takes
absl::StatusOr<google::longrunning::Operation> StartBacktest(jobs::OperationStore* operations,
                                                             const rpc::Call& call,
                                                             const CompiledRule& rule,
                                                             const std::string& request_id);

// One that the caller has started. Errors: those of OperationStore::Get, and
//   INVALID_ARGUMENT  INVALID_NAME         it is no name of an operation
//   NOT_FOUND         OPERATION_NOT_FOUND  it is of another kind
absl::StatusOr<google::longrunning::Operation> FindBacktest(jobs::OperationStore* operations,
                                                            const rpc::Call& call,
                                                            const std::string& name);

// Does the work, a page of records in each step, as who has started it.
jobs::Handler BacktestHandler(const BacktestParts& parts);

// Adds what the condition says of a page to the state. `parent_of` reads the customer of a record,
// null if it is not seen; it is not called for conditions that do not ask. Errors: its own.
using ParentOf = std::function<absl::StatusOr<std::shared_ptr<const google::protobuf::Message>>(
    const google::protobuf::Message& record)>;
absl::Status CountMatches(const CompiledRule& rule, const RecordPage& page,
                          const filter::Moment& moment, const ParentOf& parent_of,
                          rules::BacktestState* state);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_BACKTEST_H_
