#include "customer-svc/feeds/pull_queue.h"

#include <utility>

#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"

namespace guanxi::customer {
namespace {

constexpr int kMostFeeds = 100;

const db::Query& InsertRow() {
  static const auto* const query = new db::Query{
      "feed_pull.insert",
      "INSERT INTO feed_pulls (tenant_id, id, feed_id, customer_id, due_time, lease_until, epoch, "
      "attempts, place, last_finding_id) VALUES (?, ?, ?, ?, ?, '1970-01-01 00:00:00', 0, 0, '', "
      "?) ON DUPLICATE KEY UPDATE due_time = LEAST(due_time, VALUES(due_time))"};
  return *query;
}

const db::Query& MakeDue() {
  static const auto* const query = new db::Query{
      "feed_pull.make_due",
      "UPDATE feed_pulls SET due_time = LEAST(due_time, ?) WHERE tenant_id = ? AND id = ?"};
  return *query;
}

const db::Query& SelectCustomers() {
  static const auto* const query =
      new db::Query{"feed_pull.select_customers",
                    "SELECT customer_id FROM feed_pulls FORCE INDEX (uq_feed_pulls_customer) "
                    "WHERE tenant_id = ? AND feed_id = ? AND customer_id BETWEEN ? AND ?"};
  return *query;
}

// By the first row of each feed in the index; how many lie behind it does not count. Feeds that may
// not be asked now stay due all the while: they do not take the place of those that may.
const db::Query& SelectFeeds() {
  static const auto* const query = new db::Query{
      "feed_pull.select_feeds",
      "SELECT d.tenant_id, d.feed_id FROM (SELECT tenant_id, feed_id, MIN(due_time) AS due "
      "FROM feed_pulls FORCE INDEX (idx_feed_pulls_due) GROUP BY tenant_id, feed_id "
      "HAVING MIN(due_time) <= ?) AS d LEFT JOIN feed_accounts a ON a.tenant_id = d.tenant_id "
      "AND a.feed_id = d.feed_id WHERE a.next_time IS NULL OR a.next_time <= ? "
      "ORDER BY d.due LIMIT ?",
      /*infrastructure=*/true};
  return *query;
}

const db::Query& SelectDue() {
  static const auto* const query =
      new db::Query{"feed_pull.select_due",
                    "SELECT id, customer_id, epoch, attempts, place, last_finding_id "
                    "FROM feed_pulls FORCE INDEX (idx_feed_pulls_due) WHERE tenant_id = ? "
                    "AND feed_id = ? AND due_time <= ? AND lease_until <= ? "
                    "ORDER BY due_time, id LIMIT ? FOR UPDATE"};
  return *query;
}

const db::Query& ClaimRow() {
  static const auto* const query =
      new db::Query{"feed_pull.claim",
                    "UPDATE feed_pulls SET lease_until = ?, epoch = epoch + 1 "
                    "WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

const db::Query& EndRow() {
  static const auto* const query = new db::Query{
      "feed_pull.end",
      "UPDATE feed_pulls SET due_time = ?, lease_until = '1970-01-01 00:00:00', attempts = ?, "
      "place = ?, last_finding_id = ? WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

const db::Query& RemoveRow() {
  static const auto* const query = new db::Query{
      "feed_pull.remove", "DELETE FROM feed_pulls WHERE tenant_id = ? AND id = ? AND epoch = ?"};
  return *query;
}

}  // namespace

absl::Time Never() { return absl::FromCivil(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone()); }

absl::Status PutPull(db::Transaction& tx, const FeedKey& key, const Pull& pull, absl::Time due) {
  return tx
      .Execute(InsertRow(), {key.tenant.bytes(), pull.id.bytes(), key.feed.bytes(),
                             pull.customer.bytes(), due, pull.last_finding.bytes()})
      .status();
}

absl::StatusOr<bool> MakePullDue(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                 absl::Time due) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(MakeDue(), {due, tenant.bytes(), id.bytes()}));
  return matched > 0;
}

absl::StatusOr<std::set<Uuid>> CustomersWithPull(db::Transaction& tx, const FeedKey& key,
                                                 const Uuid& first, const Uuid& last) {
  std::set<Uuid> customers;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectCustomers(), {key.tenant.bytes(), key.feed.bytes(),
                                                        first.bytes(), last.bytes()}));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    customers.insert(id);
  }
  return customers;
}

absl::StatusOr<std::vector<FeedKey>> DueFeeds(db::Transaction& tx, absl::Time now,
                                              absl::Time real) {
  std::vector<FeedKey> feeds;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectFeeds(), {now, real, kMostFeeds}));
  for (const db::Row row : rows) {
    FeedKey key;
    GUANXI_ASSIGN_OR_RETURN(key.tenant, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(key.feed, Uuid::FromBytes(row.String(1)));
    feeds.push_back(key);
  }
  return feeds;
}

absl::StatusOr<std::vector<Pull>> ClaimPulls(db::Transaction& tx, const FeedKey& key,
                                             absl::Time now, absl::Time lease_now,
                                             absl::Time lease_until, int limit) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(SelectDue(), {key.tenant.bytes(), key.feed.bytes(), now, lease_now, limit}));
  std::vector<Pull> claimed;
  for (const db::Row row : rows) {
    Pull pull;
    GUANXI_ASSIGN_OR_RETURN(pull.id, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(pull.customer, Uuid::FromBytes(row.String(1)));
    pull.epoch = row.Int64(2);
    pull.attempts = row.Int64(3);
    pull.cursor = std::string(row.String(4));
    GUANXI_ASSIGN_OR_RETURN(pull.last_finding, Uuid::FromBytes(row.String(5)));
    GUANXI_ASSIGN_OR_RETURN(
        const int64_t matched,
        tx.Execute(ClaimRow(), {lease_until, key.tenant.bytes(), pull.id.bytes(), pull.epoch}));
    if (matched == 0) continue;
    ++pull.epoch;
    claimed.push_back(std::move(pull));
  }
  return claimed;
}

absl::StatusOr<bool> EndPull(db::Transaction& tx, const Uuid& tenant, const Pull& pull,
                             absl::Time due) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t matched,
      tx.Execute(EndRow(), {due, pull.attempts, pull.cursor, pull.last_finding.bytes(),
                            tenant.bytes(), pull.id.bytes(), pull.epoch}));
  return matched > 0;
}

absl::StatusOr<bool> RemovePull(db::Transaction& tx, const Uuid& tenant, const Pull& pull) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched,
                          tx.Execute(RemoveRow(), {tenant.bytes(), pull.id.bytes(), pull.epoch}));
  return matched > 0;
}

std::vector<db::Query> PullQueueQueries() {
  return {InsertRow(), MakeDue(),  SelectCustomers(), SelectFeeds(),
          SelectDue(), ClaimRow(), EndRow(),          RemoveRow()};
}

}  // namespace guanxi::customer
