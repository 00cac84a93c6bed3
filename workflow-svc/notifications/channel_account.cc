#include "workflow-svc/notifications/channel_account.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "workflow-svc/notifications/notice.pb.h"

namespace guanxi::workflow {
namespace {

const db::Query& SelectAccount() {
  static const auto* const query =
      new db::Query{"channel_account.select",
                    "SELECT sealed, failures, window_time, window_count FROM channel_accounts "
                    "WHERE tenant_id = ? AND channel_id = ? FOR UPDATE"};
  return *query;
}

const db::Query& PutAccount() {
  static const auto* const query = new db::Query{
      "channel_account.put",
      "INSERT INTO channel_accounts (tenant_id, channel_id, sealed, failures, window_time, "
      "window_count) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE sealed = VALUES(sealed), "
      "failures = VALUES(failures), window_time = VALUES(window_time), "
      "window_count = VALUES(window_count)"};
  return *query;
}

const db::Query& EraseAccount() {
  static const auto* const query =
      new db::Query{"channel_account.erase",
                    "DELETE FROM channel_accounts WHERE tenant_id = ? AND channel_id = ?"};
  return *query;
}

// What was sealed for one channel opens for no other.
std::string DataOf(const Uuid& tenant, const Uuid& channel) {
  return absl::StrCat(tenant.bytes(), channel.bytes());
}

}  // namespace

absl::StatusOr<ChannelAccount> ChannelAccounts::Get(db::Transaction& tx, const Uuid& tenant,
                                                    const Uuid& channel) const {
  ChannelAccount account;
  account.window_time = absl::UnixEpoch();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectAccount(), {tenant.bytes(), channel.bytes()}));
  if (rows.empty()) return account;
  const db::Row row = rows[0];
  account.failures = row.Int64(1);
  account.window_time = row.Time(2);
  account.window_count = row.Int64(3);
  if (row.String(0).empty()) return account;
  const auto opened = keys_.Open(row.String(0), DataOf(tenant, channel));
  notifications::StoredCredentials stored;
  if (!opened.ok() || !stored.ParseFromString(*opened)) {
    return absl::InternalError("a channel's credentials were sealed by no key of the service");
  }
  account.credentials = {stored.url(), stored.secret()};
  return account;
}

absl::Status ChannelAccounts::Put(db::Transaction& tx, const Uuid& tenant, const Uuid& channel,
                                  const ChannelAccount& account) const {
  notifications::StoredCredentials stored;
  stored.set_url(account.credentials.url);
  stored.set_secret(account.credentials.secret);
  std::string sealed;
  if (stored.ByteSizeLong() > 0) {
    GUANXI_ASSIGN_OR_RETURN(sealed,
                            keys_.Seal(stored.SerializeAsString(), DataOf(tenant, channel)));
  }
  return tx
      .Execute(PutAccount(), {tenant.bytes(), channel.bytes(), sealed, account.failures,
                              account.window_time, account.window_count})
      .status();
}

absl::Status EraseChannelAccount(db::Transaction& tx, const Uuid& tenant, const Uuid& channel) {
  return tx.Execute(EraseAccount(), {tenant.bytes(), channel.bytes()}).status();
}

std::vector<db::Query> ChannelAccountQueries() {
  return {SelectAccount(), PutAccount(), EraseAccount()};
}

}  // namespace guanxi::workflow
