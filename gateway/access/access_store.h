// Users and API clients as the token endpoint looks them up: by name, with what they authenticate
// by.
#ifndef GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_
#define GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "gateway/access/token_request.h"
#include "guanxi/access/v1/api_client.pb.h"

namespace guanxi::access {

struct User {
  Uuid id;
  std::string password_hash;  // empty: none was set
  bool active = false;
};

struct Client {
  Uuid id;
  bool active = false;
  bool is_public = false;
  // The present one first, then the one before it while it is taken.
  std::vector<std::string> secret_hashes;
  std::vector<Grant> grants;
  std::vector<v1::ApiClient::PublicKey> public_keys;
};

// Thread-safe. Errors are those of db::Database. Nothing is owned.
class AccessStore {
 public:
  explicit AccessStore(db::Database* database, Clock* clock = SystemClock())
      : database_(database), clock_(clock), ids_(clock) {}

  // Nothing if there is none, if it is deleted, or if its tenant is not active.
  absl::StatusOr<std::optional<Client>> FindClient(const Uuid& tenant, absl::string_view code,
                                                   absl::Time deadline);
  absl::StatusOr<std::optional<User>> FindUser(const Uuid& tenant, absl::string_view login_name,
                                               absl::Time deadline);
  // Whether a token may be for `user` of the tenant, or for none (nil): both are there and active.
  absl::StatusOr<bool> MayBeActedFor(const Uuid& tenant, const Uuid& user, absl::Time deadline);

  // Records for auditors that an account (`users/{user}`, `clients/{client}`, "" for one that
  // nobody has) was not let in; of several in a minute the first.
  absl::Status NoteFailedLogin(const Uuid& tenant, absl::string_view account,
                               absl::string_view reason, absl::Time deadline);

  // Notes that the assertion was used; false if it was before. It is kept until it has expired.
  absl::StatusOr<bool> UseAssertion(const Uuid& tenant, absl::string_view digest,
                                    absl::Time expires, absl::Time deadline);

 private:
  db::Database* const database_;
  Clock* const clock_;
  UuidSource ids_;
};

// Its statements, for the linter.
std::vector<db::Query> AccessQueries();

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_ACCESS_STORE_H_
