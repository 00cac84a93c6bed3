#include "common/rpc/unary_call.h"

#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/rpc_method.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/grpc.h"

namespace guanxi::rpc {

using google::protobuf::Message;
using google::protobuf::MessageLite;

absl::Status CallUnary(const google::protobuf::MethodDescriptor& method, grpc::Channel* channel,
                       grpc::ClientContext* context, const Message& request, Message* response) {
  const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  const grpc::internal::RpcMethod rpc(path.c_str(), grpc::internal::RpcMethod::NORMAL_RPC);
  return FromGrpcStatus(
      grpc::internal::BlockingUnaryCall<MessageLite, MessageLite, MessageLite, MessageLite>(
          channel, rpc, context, request, response));
}

}  // namespace guanxi::rpc
