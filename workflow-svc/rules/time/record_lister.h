// Reads all records of a kind that somebody sees, page by page.
#ifndef GUANXI_WORKFLOW_SVC_RULES_TIME_RECORD_LISTER_H_
#define GUANXI_WORKFLOW_SVC_RULES_TIME_RECORD_LISTER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "workflow-svc/rules/record_access.h"
#include "workflow-svc/rules/record_kind.h"

namespace guanxi::workflow {

// A page of records, as who asked sees them.
struct RecordPage {
  std::unique_ptr<google::protobuf::Message> response;    // what `records` lie in
  std::vector<const google::protobuf::Message*> records;  // live ones
  std::string next_token;                                 // empty: it is the last
};

// The List method of a kind, by its descriptors.
struct ListMethod {
  const google::protobuf::MethodDescriptor* method = nullptr;
  const google::protobuf::FieldDescriptor* records = nullptr;  // in its response
};
// INTERNAL if the kind has none as AIP-132 wants it.
absl::StatusOr<ListMethod> FindListMethod(const RecordKind& kind);

// Lists the records of a kind that `filter` finds, children under all parents, in the method's own
// order, which stays the same from page to page. The page behind `token`, of at most `size`. Not to
// be called while a transaction is open. Errors: those of the method and of RecordAccess::Call.
using ListRecords = std::function<absl::StatusOr<RecordPage>(
    const Acting& acting, const RecordKind& kind, const std::string& filter,
    const std::string& token, int size)>;

// By the service that has them. `access` is not owned.
ListRecords ListOver(const RecordAccess* access);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_TIME_RECORD_LISTER_H_
