#include "common/rpc/testing/echo_service.h"

#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::rpc {
namespace {

absl::StatusOr<EchoReply> Echo(const Call&, const EchoRequest& request) {
  EchoReply reply;
  reply.set_text(request.text());
  return reply;
}

absl::Status Repeat(const Call&, const RepeatRequest& request, Writer<EchoReply>& writer) {
  for (int i = 0; i < request.count(); ++i) {
    EchoReply reply;
    reply.set_text(request.text());
    GUANXI_RETURN_IF_ERROR(writer.Write(std::move(reply)));
  }
  return absl::OkStatus();
}

absl::StatusOr<CollectReply> Collect(const Call&, Reader<EchoRequest>& reader) {
  CollectReply reply;
  EchoRequest request;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const bool more, reader.Read(&request));
    if (!more) return reply;
    reply.set_requests(reply.requests() + 1);
    reply.set_bytes(reply.bytes() + static_cast<int64_t>(request.text().size()));
  }
}

absl::StatusOr<EchoReply> Touch(const Call&, const TouchRequest& request) {
  EchoReply reply;
  reply.set_text(request.name());
  return reply;
}

absl::StatusOr<EchoReply> Change(const Call&, const ChangeRequest& request) {
  EchoReply reply;
  reply.set_text(request.thing().name());
  return reply;
}

}  // namespace

EchoHandlers DefaultEchoHandlers() { return {Echo, Repeat, Collect, Touch, Change}; }

EchoServiceImpl::EchoServiceImpl(Pipeline* pipeline, EchoHandlers handlers)
    : rpc_(pipeline, echo::v1::EchoService::service_full_name()), handlers_(std::move(handlers)) {}

}  // namespace guanxi::rpc
