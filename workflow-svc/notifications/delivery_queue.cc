#include "workflow-svc/notifications/delivery_queue.h"

#include <set>
#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::workflow {
namespace {

constexpr int kRowsLookedAt = 500;

const db::Query& InsertRow() {
  static const auto* const query = new db::Query{
      "delivery_queue.insert",
      "INSERT INTO delivery_queue (tenant_id, id, channel_id, recipient_id, due_time, lease_until, "
      "epoch, posting) VALUES (?, ?, ?, ?, ?, '1970-01-01 00:00:00', 0, ?)"};
  return *query;
}

const db::Query& SelectDue() {
  static const auto* const query =
      new db::Query{"delivery_queue.select_due",
                    "SELECT tenant_id, channel_id, recipient_id FROM delivery_queue "
                    "FORCE INDEX (idx_delivery_queue_due) WHERE due_time <= ? AND lease_until <= ? "
                    "ORDER BY due_time, tenant_id, id LIMIT ?",
                    /*infrastructure=*/true};
  return *query;
}

// By the first row of each target in the index; how many rows lie behind it does not count.
const db::Query& SelectTargets() {
  static const auto* const query =
      new db::Query{"delivery_queue.select_targets",
                    "SELECT tenant_id, channel_id, recipient_id FROM delivery_queue "
                    "FORCE INDEX (idx_delivery_queue_target) "
                    "GROUP BY tenant_id, channel_id, recipient_id HAVING MIN(due_time) <= ? "
                    "ORDER BY MIN(due_time) LIMIT ?",
                    /*infrastructure=*/true};
  return *query;
}

const db::Query& SelectOfTarget() {
  static const auto* const query = new db::Query{
      "delivery_queue.select_of_target",
      "SELECT id, due_time, epoch, posting FROM delivery_queue "
      "FORCE INDEX (idx_delivery_queue_target) WHERE tenant_id = ? AND channel_id = ? "
      "AND recipient_id = ? AND due_time <= ? AND lease_until <= ? ORDER BY due_time, id LIMIT ? "
      "FOR UPDATE"};
  return *query;
}

const db::Query& ClaimRow() {
  static const auto* const query =
      new db::Query{"delivery_queue.claim",
                    "UPDATE delivery_queue SET lease_until = ?, epoch = epoch + 1 "
                    "WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

const db::Query& RemoveRow() {
  static const auto* const query =
      new db::Query{"delivery_queue.remove",
                    "DELETE FROM delivery_queue WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

const db::Query& PostponeRow() {
  static const auto* const query =
      new db::Query{"delivery_queue.postpone",
                    "UPDATE delivery_queue SET due_time = ?, lease_until = '1970-01-01 00:00:00' "
                    "WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

const db::Query& HastenRows() {
  static const auto* const query =
      new db::Query{"delivery_queue.hasten",
                    "UPDATE delivery_queue SET due_time = ? WHERE tenant_id = ? AND channel_id = ? "
                    "AND due_time > ?"};
  return *query;
}

absl::StatusOr<Uuid> IdIn(const db::Row& row, size_t column) {
  return Uuid::FromBytes(row.String(column));
}

// Those that are not known yet.
absl::Status AddTargets(const db::Rows& rows, std::set<Target>* seen,
                        std::vector<Target>* targets) {
  for (const db::Row row : rows) {
    Target target;
    GUANXI_ASSIGN_OR_RETURN(target.tenant, IdIn(row, 0));
    GUANXI_ASSIGN_OR_RETURN(target.channel, IdIn(row, 1));
    GUANXI_ASSIGN_OR_RETURN(target.recipient, IdIn(row, 2));
    if (seen->insert(target).second) targets->push_back(target);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Enqueue(db::Transaction& tx, const Target& target, const QueuedDelivery& delivery) {
  return tx
      .Execute(InsertRow(),
               {target.tenant.bytes(), delivery.id.bytes(), target.channel.bytes(),
                target.recipient.bytes(), delivery.due_time, delivery.posting.SerializeAsString()})
      .status();
}

absl::StatusOr<std::vector<Target>> DueTargets(db::Transaction& tx, absl::Time now,
                                               absl::Time lease_now) {
  std::vector<Target> targets;
  std::set<Target> seen;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectDue(), {now, lease_now, kRowsLookedAt}));
  GUANXI_RETURN_IF_ERROR(AddTargets(rows, &seen, &targets));
  if (rows.size() < size_t{kRowsLookedAt}) return targets;
  // They may all be one target's: who waits behind it has his turn, too.
  GUANXI_ASSIGN_OR_RETURN(const db::Rows others, tx.Select(SelectTargets(), {now, kRowsLookedAt}));
  GUANXI_RETURN_IF_ERROR(AddTargets(others, &seen, &targets));
  return targets;
}

absl::StatusOr<std::vector<QueuedDelivery>> Claim(db::Transaction& tx, const Target& target,
                                                  absl::Time now, absl::Time lease_now,
                                                  absl::Time lease_until, int limit) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(SelectOfTarget(), {target.tenant.bytes(), target.channel.bytes(),
                                   target.recipient.bytes(), now, lease_now, limit}));
  std::vector<QueuedDelivery> claimed;
  for (const db::Row row : rows) {
    QueuedDelivery delivery;
    GUANXI_ASSIGN_OR_RETURN(delivery.id, IdIn(row, 0));
    delivery.due_time = row.Time(1);
    delivery.epoch = row.Int64(2);
    if (!delivery.posting.ParseFromString(std::string(row.String(3)))) {
      return absl::InternalError("what is queued cannot be read");
    }
    GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                            tx.Execute(ClaimRow(), {lease_until, target.tenant.bytes(),
                                                    delivery.id.bytes(), delivery.epoch}));
    if (matched == 0) continue;
    ++delivery.epoch;
    claimed.push_back(std::move(delivery));
  }
  return claimed;
}

absl::StatusOr<bool> Remove(db::Transaction& tx, const Uuid& tenant,
                            const QueuedDelivery& delivery) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(RemoveRow(), {tenant.bytes(), delivery.id.bytes(), delivery.epoch}));
  return matched > 0;
}

absl::StatusOr<bool> Postpone(db::Transaction& tx, const Uuid& tenant,
                              const QueuedDelivery& delivery, absl::Time due_time) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(PostponeRow(), {due_time, tenant.bytes(), delivery.id.bytes(), delivery.epoch}));
  return matched > 0;
}

absl::Status Hasten(db::Transaction& tx, const Uuid& tenant, const Uuid& channel, absl::Time now) {
  return tx.Execute(HastenRows(), {now, tenant.bytes(), channel.bytes(), now}).status();
}

std::vector<db::Query> DeliveryQueueQueries() {
  return {InsertRow(), SelectDue(), SelectTargets(), SelectOfTarget(),
          ClaimRow(),  RemoveRow(), PostponeRow(),   HastenRows()};
}

}  // namespace guanxi::workflow
