// Work of nobody's: calls that a service makes, and serves to itself, as its own account.
#ifndef GUANXI_COMMON_SERVICE_OWN_CALLS_H_
#define GUANXI_COMMON_SERVICE_OWN_CALLS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"

namespace guanxi {
class ServiceAccount;
}
namespace guanxi::policy {
class Authorizer;
}
namespace guanxi::rpc {
class Pipeline;
}

namespace guanxi::service {

// Thread-safe. Owns nothing that it is given.
class OwnCalls {
 public:
  OwnCalls(ServiceAccount* account, const rpc::Pipeline* pipeline,
           const policy::Authorizer* authorizer)
      : account_(account), pipeline_(pipeline), authorizer_(authorizer) {}

  // `call` as if the service itself had made it in `tenant`, by the role that the tenant gives
  // services: with a token of its own and its rights for what needs `permission`. Asks the gateway
  // where it has no token, for at most 3 s.
  //
  // Errors: those of ServiceAccount::TokenFor and policy::Authorizer::Decide (PERMISSION_DENIED if
  // the tenant's role does not grant it); INTERNAL where the service has no account.
  absl::StatusOr<rpc::Call> In(const Uuid& tenant, absl::string_view permission,
                               const rpc::Call& call) const;

 private:
  ServiceAccount* const account_;
  const rpc::Pipeline* const pipeline_;
  const policy::Authorizer* const authorizer_;
};

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_OWN_CALLS_H_
