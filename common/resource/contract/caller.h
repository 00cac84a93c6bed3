// The way from the checks of the contract to the resources.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_CALLER_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_CALLER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace google::api {
class HttpBody;
}

namespace guanxi::contract {

// Who calls, and what goes along with a request.
struct Who {
  // Each check has a tenant of its own, so that they see nothing of each other.
  std::string tenant;
  std::string user = "alice";
  std::string if_match = "";

  // What stands for a token: "<tenant>/<user>".
  std::string token() const { return tenant + "/" + user; }
};

// Whose token it is.
Principal PrincipalOf(absl::string_view token);

// The one place that all calls of all checks go through. Thread-safe.
class Caller {
 public:
  virtual ~Caller() = default;
  // `*response` is empty. Of answers that come as a stream of google.api.HttpBody it gets the data,
  // one behind the other; other streams cannot be called.
  virtual absl::Status Call(const Who& who, const google::protobuf::MethodDescriptor& method,
                            const google::protobuf::Message& request,
                            google::protobuf::Message* response) = 0;
};

// Over gRPC, as any client does.
class GrpcCaller : public Caller {
 public:
  explicit GrpcCaller(std::shared_ptr<grpc::Channel> channel) : channel_(std::move(channel)) {}

  absl::Status Call(const Who& who, const google::protobuf::MethodDescriptor& method,
                    const google::protobuf::Message& request,
                    google::protobuf::Message* response) override;

 private:
  absl::Status Download(grpc::ClientContext* context, const std::string& path,
                        const google::protobuf::Message& request, google::api::HttpBody* response);

  const std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_CALLER_H_
