// The account under which a service calls others where nobody's call is being served.
#ifndef GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_
#define GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi {

// Gets tokens from the gateway by client_credentials, as `<name>@system` (gateway/README.md), and
// keeps each until shortly before it ends. Thread-safe. `clock` is not owned.
class ServiceAccount {
 public:
  struct Options {
    std::string gateway;  // "host:port", or any gRPC target
    std::string name;     // "customer-svc"
    std::string secret;   // gxs_...
  };

  explicit ServiceAccount(Options options, Clock* clock = SystemClock());

  // A bearer token that is good for a minute at least. Asks the gateway where there is none, for at
  // most 3 s; who comes meanwhile waits. Errors: those of the call, and
  //   UNAUTHENTICATED  SERVICE_ACCOUNT_REFUSED  the gateway does not know the account or its secret
  absl::StatusOr<std::string> Token();

 private:
  absl::Status Fetch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  Clock* const clock_;
  const std::unique_ptr<access::v1::TokenService::Stub> stub_;
  Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  absl::Time renew_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_AUTH_SERVICE_ACCOUNT_H_
