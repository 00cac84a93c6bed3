// Writes down what people did that changed no record.
//
// What changes a record is in `changes` (common/resource/changes.h), reveals included; AuditReader
// lists both as one.
#ifndef GUANXI_COMMON_AUDIT_AUDIT_LOG_H_
#define GUANXI_COMMON_AUDIT_AUDIT_LOG_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "guanxi/audit/v1/audit.pb.h"

namespace guanxi::audit {

struct Entry {
  Uuid event;  // version 7, of the service's own source
  v1::AuditRecord::Kind kind = v1::AuditRecord::KIND_UNSPECIFIED;
  std::string actor;               // `users/{uuid}` or `clients/{uuid}`
  std::string resource_type = {};  // `guanxi.dev/Customer`, or ""
  std::string method = {};         // as of rpc::Call, or ""
  std::string reason = {};         // at most 64 bytes
  absl::Time time;
  // Of entries with the same key the first is kept.
  std::optional<Uuid> once = {};
};

// The entries, of one tenant, are there if the transaction is. Errors: those of common/db.
absl::Status Write(db::Transaction& tx, const Uuid& tenant, absl::Span<const Entry> entries);

// "/guanxi.customer.v1.CustomerService/GetCustomer" without the slash ahead.
absl::string_view MethodName(absl::string_view path);

// For the linter.
const db::InsertQuery& EntryInsert();

}  // namespace guanxi::audit

#endif  // GUANXI_COMMON_AUDIT_AUDIT_LOG_H_
