#include "workflow-svc/notifications/notice_queue.h"

#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::workflow {
namespace {

const db::Query& SelectReady() {
  static const auto* const query =
      new db::Query{"notice.select_ready",
                    "SELECT tenant_id, id, recipient_id, attempts, notice FROM notices "
                    "FORCE INDEX (idx_notices_ready) WHERE ready_time <= ? "
                    "ORDER BY ready_time, tenant_id, id LIMIT ?",
                    /*infrastructure=*/true};
  return *query;
}

const db::Query& TakeRow() {
  static const auto* const query =
      new db::Query{"notice.take", "DELETE FROM notices WHERE tenant_id = ? AND id = ?"};
  return *query;
}

const db::Query& DelayRow() {
  static const auto* const query =
      new db::Query{"notice.delay",
                    "UPDATE notices SET ready_time = ?, attempts = attempts + 1 "
                    "WHERE tenant_id = ? AND id = ?"};
  return *query;
}

const db::Query& SelectBundle() {
  static const auto* const query = new db::Query{
      "notification_bundle.select",
      "SELECT notification_id FROM notification_bundles WHERE tenant_id = ? AND recipient_id = ? "
      "AND bundle_key = ? AND create_time > ?"};
  return *query;
}

const db::Query& PutRow() {
  static const auto* const query = new db::Query{
      "notification_bundle.put",
      "INSERT INTO notification_bundles (tenant_id, recipient_id, bundle_key, notification_id, "
      "create_time) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
      "notification_id = VALUES(notification_id), create_time = VALUES(create_time)"};
  return *query;
}

std::string DigestOf(absl::string_view key) {
  return std::string(DeriveUuid("notification bundle", key).bytes());
}

}  // namespace

absl::StatusOr<std::vector<QueuedNotice>> ReadyNotices(db::Transaction& tx, absl::Time now,
                                                       int limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectReady(), {now, limit}));
  std::vector<QueuedNotice> ready;
  for (const db::Row row : rows) {
    QueuedNotice one;
    GUANXI_ASSIGN_OR_RETURN(one.tenant, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(one.id, Uuid::FromBytes(row.String(1)));
    GUANXI_ASSIGN_OR_RETURN(one.recipient, Uuid::FromBytes(row.String(2)));
    one.attempts = row.Int64(3);
    if (!one.notice.ParseFromString(std::string(row.String(4)))) one.notice.Clear();
    ready.push_back(std::move(one));
  }
  return ready;
}

absl::StatusOr<bool> TakeNotice(db::Transaction& tx, const QueuedNotice& notice) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(TakeRow(), {notice.tenant.bytes(), notice.id.bytes()}));
  return matched > 0;
}

absl::Status DelayNotice(db::Transaction& tx, const QueuedNotice& notice, absl::Time ready_time) {
  return tx.Execute(DelayRow(), {ready_time, notice.tenant.bytes(), notice.id.bytes()}).status();
}

absl::StatusOr<std::optional<Uuid>> FindBundle(db::Transaction& tx, const Uuid& tenant,
                                               const Uuid& recipient, absl::string_view key,
                                               absl::Time since) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(SelectBundle(), {tenant.bytes(), recipient.bytes(), DigestOf(key), since}));
  if (rows.empty()) return std::optional<Uuid>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid found, Uuid::FromBytes(rows[0].String(0)));
  return std::optional<Uuid>(found);
}

absl::Status PutBundle(db::Transaction& tx, const Uuid& tenant, const Uuid& recipient,
                       absl::string_view key, const Uuid& notification, absl::Time now) {
  return tx
      .Execute(PutRow(),
               {tenant.bytes(), recipient.bytes(), DigestOf(key), notification.bytes(), now})
      .status();
}

std::vector<db::Query> NoticeQueueQueries() {
  return {SelectReady(), TakeRow(), DelayRow(), SelectBundle(), PutRow()};
}

}  // namespace guanxi::workflow
