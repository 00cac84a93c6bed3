// Sessions as the token endpoint uses them: begun by a login, carried on by refresh tokens, ended.
#ifndef GUANXI_GATEWAY_ACCESS_SESSIONS_H_
#define GUANXI_GATEWAY_ACCESS_SESSIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/resources.h"

namespace guanxi::access {

// How long a session lasts at most, and a refresh token that nobody uses.
inline constexpr absl::Duration kSessionLifetime = directory::kLongestSession;
inline constexpr absl::Duration kRefreshLifetime = absl::Hours(14 * 24);

// Each refresh token serves once, and the next one comes with what it was exchanged for (RFC 9700,
// 4.14.2). Stored is its SHA-256 alone. Who of two that have the same one stole it nobody knows:
// when it comes again, the session ends.
//
// Thread-safe. Nothing is owned. Errors are those of the engine, and as stated.
class Sessions {
 public:
  Sessions(db::Database* database, const resource::Engine* engine,
           const directory::Resources* resources, Clock* clock = SystemClock())
      : database_(database), engine_(engine), resources_(resources), clock_(clock) {}

  // Who has a session, and with which client.
  struct Holder {
    Uuid tenant;
    Uuid user;
    Uuid client;
    // The hash of the password that the user has shown, "" if he has none.
    std::string password_hash = {};
  };
  struct Begun {
    Uuid session;
    std::string refresh_token;  // empty if none was wanted
  };

  // Begins a session: of `token_lifetime` where nothing carries it on. Of a user with
  // directory::kMaxOpenSessions open ones it ends the oldest.
  //
  // Whether the password is still the user's, and he active, is looked at in the transaction that
  // makes the session, while nobody changes either: none outlives what it was begun by.
  //   INVALID_ARGUMENT  INVALID_GRANT  it is not, or he is not
  absl::StatusOr<Begun> Begin(const Holder& holder, bool with_refresh_token,
                              absl::Duration token_lifetime, absl::Time deadline);

  struct Renewed {
    Uuid user;
    Uuid session;
    std::string refresh_token;
  };
  // Exchanges a refresh token of `client` for the next one.
  //   INVALID_ARGUMENT  INVALID_GRANT  unknown, another client's, used, expired; its session has
  //                                    ended; the user is deleted or disabled, or was since, or has
  //                                    got another password
  absl::StatusOr<Renewed> Renew(const Uuid& tenant, const Uuid& client, absl::string_view token,
                                absl::Time deadline);

  // Ends the session that the refresh token is of, or the session with that id, if it is
  // `client`'s. What is unknown, or has ended, is no error.
  absl::Status RevokeToken(const Uuid& tenant, const Uuid& client, absl::string_view token,
                           absl::Time deadline);
  absl::Status RevokeSession(const Uuid& tenant, const Uuid& client, const Uuid& session,
                             absl::Time deadline);

 private:
  // What is stored of a token, and of its session and user.
  struct Found {
    Uuid session;
    Uuid user;
    Uuid client;
    bool used = false;
    bool good = false;  // session and user let it be used
  };
  absl::StatusOr<Found> Find(const Uuid& tenant, absl::string_view digest, absl::Time deadline);

  db::Database* const database_;
  const resource::Engine* const engine_;
  const directory::Resources* const resources_;
  Clock* const clock_;
};

// Its statements, for the linter.
std::vector<db::Query> SessionQueries();

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_SESSIONS_H_
