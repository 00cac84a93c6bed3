#include "workflow-svc/approval/process_store.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::workflow {
namespace {

const db::Query kSelect{"process.select",
                        "SELECT version, body FROM process_states WHERE tenant_id = ? AND id = ?"};
const db::Query kInsert{
    "process.insert",
    "INSERT INTO process_states (tenant_id, id, version, body) VALUES (?, ?, 1, ?)"};
const db::Query kUpdate{
    "process.update",
    "UPDATE process_states SET version = version + 1, body = ? WHERE tenant_id = ? AND id = ? AND "
    "version = ?"};

}  // namespace

absl::StatusOr<KeptProcess> ReadProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelect, {tenant.bytes(), id.bytes()}));
  if (rows.empty()) return NotRunning(absl::StrCat("processInstances/", id.ToString()));
  KeptProcess kept;
  kept.version = rows[0].Int64(0);
  if (!kept.process.ParseFromString(std::string(rows[0].String(1)))) {
    return absl::InternalError("the state of a process cannot be parsed");
  }
  return kept;
}

absl::Status InsertProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                           const approval::StoredProcess& process) {
  return tx.Execute(kInsert, {tenant.bytes(), id.bytes(), process.SerializeAsString()}).status();
}

absl::Status UpdateProcess(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                           KeptProcess* kept) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(kUpdate, {kept->process.SerializeAsString(), tenant.bytes(),
                                               id.bytes(), kept->version}));
  if (matched == 0) {
    return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
                 "another one has moved the process meanwhile");
  }
  ++kept->version;
  return absl::OkStatus();
}

absl::Status NotRunning(const std::string& instance) {
  return FailedPrecondition("NOT_RUNNING", instance, "the process does not run any more");
}

std::vector<db::Query> ProcessStoreQueries() { return {kSelect, kInsert, kUpdate}; }

}  // namespace guanxi::workflow
