#include "common/resource/contract/caller.h"

#include <grpcpp/client_context.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/rpc_method.h>
#include <grpcpp/support/sync_stream.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/errors/grpc.h"
#include "common/policy/rights.h"
#include "common/rpc/client.h"
#include "common/rpc/unary_call.h"
#include "google/api/httpbody.pb.h"

namespace guanxi::contract {

using google::protobuf::MessageLite;

Principal PrincipalOf(absl::string_view token) {
  const std::vector<absl::string_view> parts = absl::StrSplit(token, absl::MaxSplits('/', 1));
  Principal principal;
  principal.tenant = DeriveUuid("tenant", parts[0]);
  principal.subject = absl::StrCat("users/", DeriveUuid("user", parts.back()).ToString());
  principal.client = "contract";
  principal.rights = policy::AllRights();
  return principal;
}

absl::Status GrpcCaller::Call(const Who& who, const google::protobuf::MethodDescriptor& method,
                              const google::protobuf::Message& request,
                              google::protobuf::Message* response) {
  grpc::ClientContext context;
  rpc::Prepare(absl::Minutes(1), who.token(), &context);
  if (!who.if_match.empty()) context.AddMetadata("if-match", who.if_match);
  if (method.server_streaming() &&
      response->GetDescriptor() == google::api::HttpBody::descriptor()) {
    const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
    return Download(&context, path, request, static_cast<google::api::HttpBody*>(response));
  }
  return rpc::CallUnary(method, channel_.get(), &context, request, response);
}

absl::Status GrpcCaller::Download(grpc::ClientContext* context, const std::string& path,
                                  const google::protobuf::Message& request,
                                  google::api::HttpBody* response) {
  using google::api::HttpBody;
  const grpc::internal::RpcMethod rpc(path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING);
  const std::unique_ptr<grpc::ClientReader<HttpBody>> reader(
      grpc::internal::ClientReaderFactory<HttpBody>::Create<MessageLite>(channel_.get(), rpc,
                                                                         context, request));
  for (HttpBody part; reader->Read(&part);) response->mutable_data()->append(part.data());
  return FromGrpcStatus(reader->Finish());
}

}  // namespace guanxi::contract
