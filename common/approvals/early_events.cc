#include "common/approvals/early_events.h"

#include "common/base/status_macros.h"

namespace guanxi::approvals {
namespace {

const db::Query& KeepQuery() {
  static const auto* const query =
      new db::Query{"approval_early_events.keep",
                    "INSERT INTO approval_early_events (tenant_id, subject, instance_id, position, "
                    "fact, payload) "
                    "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE payload = VALUES(payload)"};
  return *query;
}

const db::Query& SelectQuery() {
  static const auto* const query =
      new db::Query{"approval_early_events.select",
                    "SELECT position, fact, payload FROM approval_early_events WHERE tenant_id = ? "
                    "AND subject = ? "
                    "AND instance_id = ? ORDER BY position"};
  return *query;
}

const db::Query& DeleteQuery() {
  static const auto* const query =
      new db::Query{"approval_early_events.delete",
                    "DELETE FROM approval_early_events WHERE tenant_id = ? AND subject = ?"};
  return *query;
}

}  // namespace

absl::Status KeepEarly(db::Transaction& tx, const Uuid& tenant, const ApprovalEvent& event) {
  return tx
      .Execute(KeepQuery(), {tenant.bytes(), event.subject, event.instance.bytes(), event.position,
                             event.fact, event.payload})
      .status();
}

absl::StatusOr<std::vector<ApprovalEvent>> TakeEarly(db::Transaction& tx, const Uuid& tenant,
                                                     const std::string& subject,
                                                     const Uuid& instance) {
  std::vector<ApprovalEvent> events;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectQuery(), {tenant.bytes(), subject, instance.bytes()}));
  for (const db::Row row : rows) {
    events.push_back(
        {subject, instance, row.Int64(0), std::string(row.String(1)), std::string(row.String(2))});
  }
  GUANXI_RETURN_IF_ERROR(tx.Execute(DeleteQuery(), {tenant.bytes(), subject}).status());
  return events;
}

std::vector<db::Query> EarlyEventQueries() { return {KeepQuery(), SelectQuery(), DeleteQuery()}; }

}  // namespace guanxi::approvals
