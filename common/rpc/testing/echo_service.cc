#include "common/rpc/testing/echo_service.h"

#include <optional>
#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::rpc {
namespace {

absl::StatusOr<EchoReply> Echo(const Call&, const EchoRequest& request) {
  EchoReply reply;
  reply.set_text(request.text());
  return reply;
}

std::unique_ptr<Sender<EchoReply>> Repeat(const Call&, const RepeatRequest& request) {
  return std::make_unique<RepeatSteps>(
      [&request, sent = 0]() mutable -> absl::StatusOr<Sent<EchoReply>> {
        if (sent++ >= request.count()) return Sent<EchoReply>{std::nullopt, true, {}};
        EchoReply reply;
        reply.set_text(request.text());
        return Sent<EchoReply>{std::move(reply), false, {}};
      });
}

std::unique_ptr<Receiver<EchoRequest, CollectReply>> Collect(const Call&) {
  return std::make_unique<CollectSteps>();
}

absl::StatusOr<Waited<EchoReply>> Await(const Call&, const EchoRequest& request) {
  Waited<EchoReply> waited;
  waited.response.set_text(request.text());
  return waited;
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

absl::Status CollectSteps::Take(EchoRequest request) {
  if (take_) GUANXI_RETURN_IF_ERROR(take_(request));
  reply_.set_requests(reply_.requests() + 1);
  reply_.set_bytes(reply_.bytes() + static_cast<int64_t>(request.text().size()));
  return absl::OkStatus();
}

EchoHandlers DefaultEchoHandlers() { return {Echo, Repeat, Collect, Touch, Change, Await}; }

EchoServiceImpl::EchoServiceImpl(Pipeline* pipeline, EchoHandlers handlers)
    : rpc_(pipeline, echo::v1::EchoService::service_full_name()), handlers_(std::move(handlers)) {}

}  // namespace guanxi::rpc
