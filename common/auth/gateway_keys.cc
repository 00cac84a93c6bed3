#include "common/auth/gateway_keys.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>

#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"

namespace guanxi {
namespace {

constexpr absl::Duration kFetchTimeout = absl::Seconds(3);

}  // namespace

JwksSource::Fetch FetchKeysFrom(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.services = {std::string(access::v1::TokenService::service_full_name())};
  // The stub keeps the channel.
  const std::shared_ptr<access::v1::TokenService::Stub> stub =
      access::v1::TokenService::NewStub(rpc::NewChannel(options));
  return [stub]() -> absl::StatusOr<std::string> {
    grpc::ClientContext context;
    rpc::Prepare(kFetchTimeout, "", &context);
    google::api::HttpBody keys;
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->GetJwks(&context, {}, &keys)));
    return keys.data();
  };
}

}  // namespace guanxi
