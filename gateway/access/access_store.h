// Tenants, users and API clients in the database.
#ifndef GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_
#define GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "gateway/access/token_request.h"

namespace guanxi::db {
class Database;
class Transaction;
}  // namespace guanxi::db

namespace guanxi::access {

// A tenant's id follows from its code, which therefore never changes.
Uuid TenantId(absl::string_view code);

// Whether `code` can be one: 1 to 63 (tenant) or 64 (user name, client code) characters of
// a-z, 0-9, '.', '_' and '-', the first a letter or digit.
bool IsTenantCode(absl::string_view code);
bool IsAccountCode(absl::string_view code);

struct User {
  Uuid id;
  std::string username;
  std::string display_name;
  std::string password_hash;
  bool active = true;
};

struct Client {
  Uuid id;
  std::string code;
  std::string display_name;
  std::string secret_hash;  // empty: a public client, which has no secret
  std::vector<Grant> grants;
  bool active = true;
};

// A tenant with all that is put at once.
struct TenantAccounts {
  std::string code;
  std::string display_name;
  std::vector<User> users;
  std::vector<Client> clients;
};

// Thread-safe. Errors are those of db::Database. `database` and `clock` are not owned.
class AccessStore {
 public:
  explicit AccessStore(db::Database* database, Clock* clock = SystemClock());

  // Nothing if there is none, or if its tenant is not active.
  absl::StatusOr<std::optional<Client>> FindClient(const Uuid& tenant, absl::string_view code,
                                                   absl::Time deadline);
  absl::StatusOr<std::optional<User>> FindUser(const Uuid& tenant, absl::string_view username,
                                               absl::Time deadline);

  // Creates or updates the tenant and those of its users and clients that are given, by their
  // names, in one transaction; accounts that exist keep their ids, others are left alone.
  absl::Status Put(const TenantAccounts& accounts, absl::Time deadline);

 private:
  absl::Status PutAll(const TenantAccounts& accounts, db::Transaction& tx);

  db::Database* const database_;
  Clock* const clock_;
  UuidSource ids_;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_
