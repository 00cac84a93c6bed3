// What proves who somebody is: hashes of passwords and of clients' secrets. They are no part of the
// directory's resources, so that no answer and no change row holds them.
#ifndef GUANXI_GATEWAY_DIRECTORY_CREDENTIALS_H_
#define GUANXI_GATEWAY_DIRECTORY_CREDENTIALS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"

namespace guanxi::directory {

// Sets a user's password; the same hash again changes nothing.
absl::Status PutPassword(db::Transaction& tx, const Uuid& tenant, const Uuid& user,
                         absl::string_view hash, absl::Time now);

// Has nothing go on that was begun by the password before `now`: refresh tokens of those sessions
// are worth nothing, however many there are.
absl::Status RefuseEarlierSessions(db::Transaction& tx, const Uuid& tenant, const Uuid& user,
                                   absl::Time now);

// Its hash; "" if the user has none.
absl::StatusOr<std::string> ReadPassword(db::Transaction& tx, const Uuid& tenant, const Uuid& user);

// Sets a client's one secret; the same hash again changes nothing.
absl::Status PutSecret(db::Transaction& tx, const Uuid& tenant, const Uuid& client,
                       absl::string_view hash, absl::Time now);
// Gives a client a new secret. That of before is taken until `old_expires`, those before that one
// no more. Whether there was one.
absl::StatusOr<bool> RotateSecret(db::Transaction& tx, const Uuid& tenant, const Uuid& client,
                                  absl::string_view hash, absl::Time now, absl::Time old_expires);

// Their statements, for the linter.
std::vector<db::Query> CredentialQueries();

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_CREDENTIALS_H_
