// Calls of methods that are known by their descriptors alone.
#ifndef GUANXI_COMMON_RPC_UNARY_CALL_H_
#define GUANXI_COMMON_RPC_UNARY_CALL_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace guanxi::rpc {

// Calls a method without streams and waits for its end. `request` and `response` are of its types;
// `context` is prepared (client.h). Errors: those of the call.
absl::Status CallUnary(const google::protobuf::MethodDescriptor& method, grpc::Channel* channel,
                       grpc::ClientContext* context, const google::protobuf::Message& request,
                       google::protobuf::Message* response);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_UNARY_CALL_H_
