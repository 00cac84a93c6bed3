#include "customer-svc/feeds/feed_account.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::customer {
namespace {

const db::Query& SelectAccount() {
  static const auto* const query =
      new db::Query{"feed_account.select",
                    "SELECT sealed, failures, next_time, swept_id FROM feed_accounts "
                    "WHERE tenant_id = ? AND feed_id = ? FOR UPDATE"};
  return *query;
}

const db::Query& PutAccount() {
  static const auto* const query = new db::Query{
      "feed_account.put",
      "INSERT INTO feed_accounts (tenant_id, feed_id, sealed, failures, next_time, swept_id) "
      "VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE sealed = VALUES(sealed), "
      "failures = VALUES(failures), next_time = VALUES(next_time), swept_id = VALUES(swept_id)"};
  return *query;
}

const db::Query& EraseAccount() {
  static const auto* const query = new db::Query{
      "feed_account.erase", "DELETE FROM feed_accounts WHERE tenant_id = ? AND feed_id = ?"};
  return *query;
}

std::string DataOf(const Uuid& tenant, const Uuid& feed) {
  return absl::StrCat(tenant.bytes(), feed.bytes());
}

}  // namespace

absl::StatusOr<FeedAccount> GetFeedAccount(db::Transaction& tx, const Uuid& tenant,
                                           const Uuid& feed) {
  FeedAccount account;
  account.next_time = absl::UnixEpoch();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectAccount(), {tenant.bytes(), feed.bytes()}));
  if (rows.empty()) return account;
  const db::Row row = rows[0];
  account.sealed = std::string(row.String(0));
  account.failures = row.Int64(1);
  account.next_time = row.Time(2);
  GUANXI_ASSIGN_OR_RETURN(account.swept, Uuid::FromBytes(row.String(3)));
  return account;
}

absl::Status PutFeedAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& feed,
                            const FeedAccount& account) {
  return tx
      .Execute(PutAccount(), {tenant.bytes(), feed.bytes(), account.sealed, account.failures,
                              account.next_time, account.swept.bytes()})
      .status();
}

absl::Status EraseFeedAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& feed) {
  return tx.Execute(EraseAccount(), {tenant.bytes(), feed.bytes()}).status();
}

absl::StatusOr<std::string> FeedSecrets::Seal(const Uuid& tenant, const Uuid& feed,
                                              const std::string& secret) const {
  if (secret.empty()) return std::string();
  return keys_.Seal(secret, DataOf(tenant, feed));
}

absl::StatusOr<std::string> FeedSecrets::Open(const Uuid& tenant, const Uuid& feed,
                                              const std::string& sealed) const {
  if (sealed.empty()) return std::string();
  auto opened = keys_.Open(sealed, DataOf(tenant, feed));
  if (!opened.ok()) {
    return absl::InternalError("a feed's secret was sealed by no key of the service");
  }
  return std::string(*opened);
}

std::vector<db::Query> FeedAccountQueries() {
  return {SelectAccount(), PutAccount(), EraseAccount()};
}

}  // namespace guanxi::customer
