// Events of approvals that are told before the record knows which approval is its: kept until then.
//
//   approval_early_events  tenant_id, subject, instance_id, position, fact, payload
//                          primary key (tenant_id, subject, instance_id, position)
//
// Whoever uses them holds the record. What is of another approval than the record's is dropped with
// the rest: anybody may ask workflow-svc for approvals of whatever he likes, and only what the
// record's own service has asked about is an approval of it.
#ifndef GUANXI_COMMON_APPROVALS_EARLY_EVENTS_H_
#define GUANXI_COMMON_APPROVALS_EARLY_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::approvals {

// What workflow-svc's log tells of one approval.
struct ApprovalEvent {
  std::string subject;
  Uuid instance;
  int64_t position = 0;  // in its partition
  std::string fact;      // "approval.approved"
  std::string payload;   // a serialised ProcessInstance or ProcessSubjectWrite
};

// Errors of all: those of common/db. Keeping one twice keeps it once.
absl::Status KeepEarly(db::Transaction& tx, const Uuid& tenant, const ApprovalEvent& event);
// Those of an approval, in their order; all of the subject's are gone then.
absl::StatusOr<std::vector<ApprovalEvent>> TakeEarly(db::Transaction& tx, const Uuid& tenant,
                                                     const std::string& subject,
                                                     const Uuid& instance);

// The statements, for the linter.
std::vector<db::Query> EarlyEventQueries();

}  // namespace guanxi::approvals

#endif  // GUANXI_COMMON_APPROVALS_EARLY_EVENTS_H_
