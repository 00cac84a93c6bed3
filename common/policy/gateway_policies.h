// The gateway as the source of policies.
#ifndef GUANXI_COMMON_POLICY_GATEWAY_POLICIES_H_
#define GUANXI_COMMON_POLICY_GATEWAY_POLICIES_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/policy/policy_store.h"

namespace guanxi::policy {

// Calls PolicyService.GetPolicySnapshot at `target` ("host:port", or any gRPC target), for at most
// 2 s. `token` returns the bearer token that says which service asks; null: none is sent.
PolicyStore::Fetch FetchPoliciesFrom(const std::string& target,
                                     std::function<absl::StatusOr<std::string>()> token = nullptr);

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_GATEWAY_POLICIES_H_
