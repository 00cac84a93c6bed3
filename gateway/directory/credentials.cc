#include "gateway/directory/credentials.h"

#include <cstdint>

#include "common/base/status_macros.h"

namespace guanxi::directory {
namespace {

const db::Query kSelectPassword{
    "directory.select_password",
    "SELECT p.password_hash FROM user_passwords p WHERE p.tenant_id = ? AND p.user_id = ?"};
const db::Query kPutPassword{
    "directory.put_password",
    "INSERT INTO user_passwords (tenant_id, user_id, password_hash, update_time) VALUES (?, ?, ?, "
    "?) ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash), update_time = "
    "VALUES(update_time)"};
// Sessions from before `update_time` are carried on by none (Sessions::Renew).
const db::Query kTouchPassword{
    "directory.touch_password",
    "UPDATE user_passwords SET update_time = ? WHERE tenant_id = ? AND user_id = ?"};
const db::Query kSelectSecret{
    "directory.select_secret",
    "SELECT s.secret_hash FROM client_secrets s WHERE s.tenant_id = ? AND s.client_id = ? AND "
    "s.slot = 0"};
const db::Query kPutSecret{
    "directory.put_secret",
    "INSERT INTO client_secrets (tenant_id, client_id, slot, secret_hash, create_time, "
    "expire_time) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE secret_hash = "
    "VALUES(secret_hash), create_time = VALUES(create_time), expire_time = VALUES(expire_time)"};

constexpr int64_t kPresent = 0;
constexpr int64_t kFormer = 1;

}  // namespace

absl::StatusOr<std::string> ReadPassword(db::Transaction& tx, const Uuid& tenant,
                                         const Uuid& user) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectPassword, {tenant.bytes(), user.bytes()}));
  return rows.empty() ? std::string() : std::string(rows[0].String(0));
}

absl::Status PutPassword(db::Transaction& tx, const Uuid& tenant, const Uuid& user,
                         absl::string_view hash, absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(const std::string stored, ReadPassword(tx, tenant, user));
  if (stored == hash) return absl::OkStatus();
  return tx.Execute(kPutPassword, {tenant.bytes(), user.bytes(), hash, now}).status();
}

absl::Status RefuseEarlierSessions(db::Transaction& tx, const Uuid& tenant, const Uuid& user,
                                   absl::Time now) {
  return tx.Execute(kTouchPassword, {now, tenant.bytes(), user.bytes()}).status();
}

absl::Status PutSecret(db::Transaction& tx, const Uuid& tenant, const Uuid& client,
                       absl::string_view hash, absl::Time now) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectSecret, {tenant.bytes(), client.bytes()}));
  if (!rows.empty() && rows[0].String(0) == hash) return absl::OkStatus();
  return tx.Execute(kPutSecret, {tenant.bytes(), client.bytes(), kPresent, hash, now, nullptr})
      .status();
}

absl::StatusOr<bool> RotateSecret(db::Transaction& tx, const Uuid& tenant, const Uuid& client,
                                  absl::string_view hash, absl::Time now, absl::Time old_expires) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectSecret, {tenant.bytes(), client.bytes()}));
  if (!rows.empty()) {
    GUANXI_RETURN_IF_ERROR(tx.Execute(kPutSecret, {tenant.bytes(), client.bytes(), kFormer,
                                                   rows[0].String(0), now, old_expires})
                               .status());
  }
  GUANXI_RETURN_IF_ERROR(
      tx.Execute(kPutSecret, {tenant.bytes(), client.bytes(), kPresent, hash, now, nullptr})
          .status());
  return !rows.empty();
}

std::vector<db::Query> CredentialQueries() {
  return {kSelectPassword, kPutPassword, kTouchPassword, kSelectSecret, kPutSecret};
}

}  // namespace guanxi::directory
