#include "analytics-svc/semantic/export_record.h"

#include "common/audit/audit_log.h"

namespace guanxi::analytics {

std::function<absl::Status(const rpc::Call&)> ExportRecorder(db::Database* database,
                                                             UuidSource* ids, Clock* clock) {
  return [database, ids, clock](const rpc::Call& call) {
    audit::Entry entry;
    entry.event = ids->Next();
    entry.kind = audit::v1::AuditRecord::EXPORTED;
    entry.actor = call.principal.subject;
    entry.method = call.method;
    entry.time = clock->Now();
    return database->ReadWrite({db::Lane::kJob, call.deadline}, [&](db::Transaction& tx) {
      return audit::Write(tx, call.principal.tenant, {entry});
    });
  };
}

}  // namespace guanxi::analytics
