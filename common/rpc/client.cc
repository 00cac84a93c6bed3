#include "common/rpc/client.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"

namespace guanxi::rpc {
namespace {

namespace experimental = grpc::experimental;

constexpr char kAuthorization[] = "authorization";

// The empty name matches every method. gRPC clips maxAttempts to 5.
std::string ServiceConfig(absl::Duration timeout) {
  return absl::StrFormat(R"({
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [{
      "name": [{}],
      "timeout": "%.3fs",
      "retryPolicy": {
        "maxAttempts": 5,
        "initialBackoff": "0.2s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"]
      }
    }]
  })",
                         absl::ToDoubleSeconds(timeout));
}

// Adds the token to calls that have none.
class TokenInterceptor : public experimental::Interceptor {
 public:
  explicit TokenInterceptor(const std::function<std::string()>* token) : token_(token) {}

  void Intercept(experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      auto* metadata = methods->GetSendInitialMetadata();
      if (metadata->find(kAuthorization) == metadata->end()) {
        metadata->emplace(kAuthorization, absl::StrCat("Bearer ", (*token_)()));
      }
    }
    methods->Proceed();
  }

 private:
  const std::function<std::string()>* const token_;
};

class TokenInterceptorFactory : public experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenInterceptorFactory(std::function<std::string()> token) : token_(std::move(token)) {}

  experimental::Interceptor* CreateClientInterceptor(experimental::ClientRpcInfo*) override {
    return new TokenInterceptor(&token_);  // gRPC takes ownership
  }

 private:
  const std::function<std::string()> token_;
};

grpc::ChannelArguments Arguments(const ClientOptions& options) {
  grpc::ChannelArguments args;
  args.SetServiceConfigJSON(ServiceConfig(options.max_timeout));
  args.SetMaxReceiveMessageSize(options.max_receive_bytes);
  args.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  args.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  args.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  if (options.own_connection) args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return args;
}

}  // namespace

std::shared_ptr<grpc::Channel> NewChannel(const ClientOptions& options) {
  std::vector<std::unique_ptr<experimental::ClientInterceptorFactoryInterface>> interceptors;
  if (options.token != nullptr) {
    interceptors.push_back(std::make_unique<TokenInterceptorFactory>(options.token));
  }
  return experimental::CreateCustomChannelWithInterceptors(
      options.target, grpc::InsecureChannelCredentials(), Arguments(options),
      std::move(interceptors));
}

void Prepare(absl::Duration timeout, absl::string_view token, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!token.empty()) context->AddMetadata(kAuthorization, absl::StrCat("Bearer ", token));
}

void PrepareOnBehalf(const Call& call, absl::Duration timeout, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(std::min(call.deadline, absl::Now() + timeout)));
  if (!call.authorization.empty()) context->AddMetadata(kAuthorization, call.authorization);
  context->AddMetadata("x-request-id", call.request_id);
  context->AddMetadata("traceparent", call.trace.ToTraceparent());
  if (!call.trace.state.empty()) context->AddMetadata("tracestate", call.trace.state);
}

}  // namespace guanxi::rpc
