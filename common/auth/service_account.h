// The account under which a service calls others where nobody's call is being served.
#ifndef GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_
#define GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/secret.h"
#include "common/base/uuid.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi {

// Gets tokens from the gateway by client_credentials, as `<name>@system` (gateway/README.md), and
// keeps each until shortly before it ends. Thread-safe. `clock` is not owned.
class ServiceAccount {
 public:
  struct Options {
    std::string gateway;  // "host:port", or any gRPC target
    std::string name;     // "customer-svc"
    Secret secret;        // gxs_..., asked for with each token
  };

  explicit ServiceAccount(Options options, Clock* clock = SystemClock());

  // A bearer token that is good for a minute at least. Asks the gateway where there is none, for at
  // most 3 s; who comes meanwhile for the same one waits for that answer and gets it, be it an
  // error. Nobody waits for a token of another. Errors: those of the call, and
  //   UNAUTHENTICATED  SERVICE_ACCOUNT_REFUSED  the gateway does not know the account or its secret
  absl::StatusOr<std::string> Token() { return Get(""); }

  // The same for work in a tenant without a call: on behalf of `user` (`users/{uuid}`), who must be
  // active, or, if that is "", by the role that the tenant gives services (RFC 8693;
  // guanxi/access/v1/token_service.proto). What comes of it is decided where it is used: both must
  // have the right.
  absl::StatusOr<std::string> TokenFor(const Uuid& tenant, absl::string_view user);

 private:
  struct Kept {
    std::string token;
    absl::Time renew;
  };

  // A call for a token, of which others wait for the answer.
  struct Flight {
    CondVar landed;
    std::optional<absl::StatusOr<std::string>> answer;  // guarded by mutex_
  };

  absl::StatusOr<std::string> Get(const std::string& subject);
  // Asks the gateway, and tells those who wait for `flight`.
  absl::StatusOr<std::string> Fly(const std::string& subject, Flight* flight);
  // The mutex is not held: it takes as long as the gateway.
  absl::StatusOr<Kept> Fetch(const std::string& subject);

  const Options options_;
  Clock* const clock_;
  const std::unique_ptr<access::v1::TokenService::Stub> stub_;
  Mutex mutex_;
  // By subject, "" for the account's own. Those that must be renewed go when there are many.
  absl::flat_hash_map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
  // By subject, those that are under way.
  absl::flat_hash_map<std::string, std::shared_ptr<Flight>> flights_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_
