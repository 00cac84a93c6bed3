// Files of figures in the audit (common/audit).
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_RECORD_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_RECORD_H_

#include <functional>

#include "absl/status/status.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/rpc/call.h"

namespace guanxi::analytics {

// For ExportTools::record: writes, by the caller's deadline, who was given a file and by which
// method. What figures they are it does not say: the audit tells what was done, never what was in
// it. `clock` dates the audit: business time. All of them outlive what is returned, which is
// thread-safe. Errors: those of db::Database::ReadWrite.
std::function<absl::Status(const rpc::Call&)> ExportRecorder(db::Database* database,
                                                             UuidSource* ids, Clock* clock);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_EXPORT_RECORD_H_
