#include "common/policy/gateway_policies.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/access/v1/policy.grpc.pb.h"

namespace guanxi::policy {
namespace {

// Short: few tenants are asked for at once.
constexpr absl::Duration kFetchTimeout = absl::Seconds(2);

}  // namespace

PolicyStore::Fetch FetchPoliciesFrom(const std::string& target,
                                     std::function<absl::StatusOr<std::string>()> token) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(access::v1::PolicyService::service_full_name())};
  // The stub keeps the channel.
  const std::shared_ptr<access::v1::PolicyService::Stub> stub =
      access::v1::PolicyService::NewStub(rpc::NewChannel(options));
  return [stub, token = std::move(token)](
             const Uuid& tenant,
             int64_t known_version) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
    std::string bearer;
    if (token != nullptr) {
      GUANXI_ASSIGN_OR_RETURN(bearer, token());
    }
    access::v1::GetPolicySnapshotRequest request;
    request.set_tenant(tenant.ToString());
    request.set_known_version(known_version);
    grpc::ClientContext context;
    rpc::Prepare(kFetchTimeout, bearer, &context);
    access::v1::GetPolicySnapshotResponse response;
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->GetPolicySnapshot(&context, request, &response)));
    return response;
  };
}

}  // namespace guanxi::policy
