#include "common/rpc/client.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "google/api/annotations.pb.h"

namespace guanxi::rpc {
namespace {

namespace experimental = grpc::experimental;

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageLite;
using google::protobuf::MethodDescriptor;

constexpr char kAuthorization[] = "authorization";

// A mutation's field that makes it safe to repeat, or null.
const FieldDescriptor* RequestIdOf(const MethodDescriptor& method) {
  const FieldDescriptor* field = method.input_type()->FindFieldByName("request_id");
  const bool fits = field != nullptr && !field->is_repeated() &&
                    field->type() == FieldDescriptor::TYPE_STRING && !method.client_streaming() &&
                    !method.server_streaming();
  return fits ? field : nullptr;
}

bool IsRead(const MethodDescriptor& method) {
  return method.options().GetExtension(google::api::http).pattern_case() ==
         google::api::HttpRule::kGet;
}

std::vector<const MethodDescriptor*> MethodsOf(const std::vector<std::string>& services) {
  std::vector<const MethodDescriptor*> methods;
  for (const std::string& name : services) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

// The empty name matches every method that has no config of its own. gRPC clips maxAttempts to 5.
std::string ServiceConfig(const ClientOptions& options) {
  std::vector<std::string> repeatable;
  for (const MethodDescriptor* method : MethodsOf(options.services)) {
    if (!IsRead(*method) && RequestIdOf(*method) == nullptr) continue;
    repeatable.push_back(absl::StrFormat(R"({"service": "%s", "method": "%s"})",
                                         method->service()->full_name(), method->name()));
  }
  const std::string timeout = absl::StrFormat("%.3fs", absl::ToDoubleSeconds(options.max_timeout));
  std::string repeated;
  if (!repeatable.empty()) {
    repeated = absl::StrFormat(R"(, {
      "name": [%s],
      "timeout": "%s",
      "retryPolicy": {
        "maxAttempts": 5,
        "initialBackoff": "0.2s",
        "maxBackoff": "2s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"]
      }
    })",
                               absl::StrJoin(repeatable, ", "), timeout);
  }
  return absl::StrFormat(R"({
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [{"name": [{}], "timeout": "%s"}%s]
  })",
                         timeout, repeated);
}

// Gives a mutation the request_id that it lacks, before the first attempt.
class RequestIdInterceptor : public experimental::Interceptor {
 public:
  RequestIdInterceptor(const FieldDescriptor* field, UuidSource* ids) : field_(field), ids_(ids) {}

  void Intercept(experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            experimental::InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      // gRPC's generated stubs pass unary messages as their base class.
      const auto* lite = static_cast<const MessageLite*>(methods->GetSendMessage());
      const auto& request = *static_cast<const Message*>(lite);
      if (!request.GetReflection()->HasField(request, field_)) {
        filled_.reset(request.New());
        filled_->CopyFrom(request);
        filled_->GetReflection()->SetString(filled_.get(), field_, ids_->Next().ToString());
        methods->ModifySendMessage(static_cast<const MessageLite*>(filled_.get()));
      }
    }
    methods->Proceed();
  }

 private:
  const FieldDescriptor* const field_;
  UuidSource* const ids_;
  std::unique_ptr<Message> filled_;
};

class RequestIdInterceptorFactory : public experimental::ClientInterceptorFactoryInterface {
 public:
  explicit RequestIdInterceptorFactory(const std::vector<std::string>& services) {
    for (const MethodDescriptor* method : MethodsOf(services)) {
      const FieldDescriptor* field = RequestIdOf(*method);
      if (field == nullptr) continue;
      fields_[absl::StrCat("/", method->service()->full_name(), "/", method->name())] = field;
    }
  }

  experimental::Interceptor* CreateClientInterceptor(experimental::ClientRpcInfo* call) override {
    const auto it = fields_.find(call->method());
    return it == fields_.end() ? nullptr : new RequestIdInterceptor(it->second, &ids_);
  }

 private:
  absl::flat_hash_map<std::string, const FieldDescriptor*> fields_;
  UuidSource ids_;
};

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
  args.SetServiceConfigJSON(ServiceConfig(options));
  args.SetMaxReceiveMessageSize(options.max_receive_bytes);
  args.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  args.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  args.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  // gRPC's own 30 s are longer than a rollout takes to replace all servers of a name.
  args.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 1000);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  if (options.own_connection) args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return args;
}

}  // namespace

std::shared_ptr<grpc::Channel> NewChannel(const ClientOptions& options) {
  std::vector<std::unique_ptr<experimental::ClientInterceptorFactoryInterface>> interceptors;
  if (!options.services.empty()) {
    interceptors.push_back(std::make_unique<RequestIdInterceptorFactory>(options.services));
  }
  if (options.token != nullptr) {
    interceptors.push_back(std::make_unique<TokenInterceptorFactory>(options.token));
  }
  return experimental::CreateCustomChannelWithInterceptors(
      options.target,
      options.tls != nullptr ? options.tls->ChannelCredentials()
                             : grpc::InsecureChannelCredentials(),
      Arguments(options), std::move(interceptors));
}

void Prepare(absl::Duration timeout, absl::string_view token, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  if (!token.empty()) context->AddMetadata(kAuthorization, absl::StrCat("Bearer ", token));
}

void PrepareCaused(const Uuid& root, int depth, grpc::ClientContext* context) {
  context->AddMetadata(kCauseKey, absl::StrCat(root.ToString(), "/", depth));
}

void PrepareOnBehalf(const Call& call, absl::Duration timeout, grpc::ClientContext* context) {
  context->set_deadline(absl::ToChronoTime(std::min(call.deadline, absl::Now() + timeout)));
  if (!call.authorization.empty()) context->AddMetadata(kAuthorization, call.authorization);
  context->AddMetadata("x-request-id", call.request_id);
  context->AddMetadata("traceparent", call.trace.ToTraceparent());
  if (!call.trace.state.empty()) context->AddMetadata("tracestate", call.trace.state);
  if (!call.cause_root.IsNil()) PrepareCaused(call.cause_root, call.cause_depth, context);
}

}  // namespace guanxi::rpc
