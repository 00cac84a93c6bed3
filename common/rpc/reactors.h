// gRPC's callback reactors around the pipeline; made by `Methods` alone.
#ifndef GUANXI_COMMON_RPC_REACTORS_H_
#define GUANXI_COMMON_RPC_REACTORS_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rpc/call_reactor.h"
#include "common/rpc/request_check.h"
#include "common/rpc/stream.h"

namespace guanxi::rpc {

template <typename Request, typename Response, typename Handler>
class UnaryReactor final : public CallReactor<grpc::ServerUnaryReactor> {
 public:
  UnaryReactor(Pipeline* pipeline, const Method* method, Lane lane,
               grpc::CallbackServerContext* context, const Request* request, Response* response,
               Handler handler)
      : CallReactor(pipeline, method, lane, context),
        request_(request),
        response_(response),
        handler_(std::move(handler)) {}

 private:
  const google::protobuf::Message* FirstMessage() const override { return request_; }

  absl::Status Handle() override {
    absl::StatusOr<Response> result = handler_(call_.call(), *request_);
    GUANXI_RETURN_IF_ERROR(result.status());
    call_.Present(&*result);
    GUANXI_RETURN_IF_ERROR(call_.HoldAnswer(*result));
    *response_ = *std::move(result);
    return absl::OkStatus();
  }

  const Request* const request_;
  Response* const response_;
  Handler handler_;
};

template <typename Request, typename Response, typename Handler>
class ServerStreamReactor final : public CallReactor<grpc::ServerWriteReactor<Response>>,
                                  private Writer<Response> {
 public:
  ServerStreamReactor(Pipeline* pipeline, const Method* method, Lane lane,
                      grpc::CallbackServerContext* context, const Request* request, Handler handler)
      : CallReactor<grpc::ServerWriteReactor<Response>>(pipeline, method, lane, context),
        context_(context),
        request_(request),
        handler_(std::move(handler)) {}

  void OnWriteDone(bool ok) override { gate_.End(ok, !ok); }
  void OnCancel() override {
    gate_.Cancel();
    CallReactor<grpc::ServerWriteReactor<Response>>::OnCancel();
  }

 private:
  const google::protobuf::Message* FirstMessage() const override { return request_; }

  absl::Status Handle() override {
    Writer<Response>& writer = *this;
    absl::Status status = handler_(this->call_.call(), *request_, writer);
    const absl::Status sent = WaitUntilSent();
    // A message that the caller does not take would hold back the status behind it: only a reset
    // ends such a stream. Any other caller is told why.
    if (absl::IsDeadlineExceeded(sent) && gate_.InFlight()) context_->TryCancel();
    return status.ok() ? sent : status;
  }

  absl::Status Write(Response message) override {
    this->call_.Present(&message);
    GUANXI_RETURN_IF_ERROR(this->call_.CheckAnswer(message));
    if (absl::Status sent = WaitUntilSent(); !sent.ok()) return sent;
    this->call_.SendRequestId();
    message_ = std::move(message);
    gate_.Begin();
    this->StartWrite(&message_);
    return absl::OkStatus();
  }

  absl::Status WaitUntilSent() {
    return gate_.Wait(this->call_.call(), this->call_.stall_limit()).status();
  }

  grpc::CallbackServerContext* const context_;
  const Request* const request_;
  Handler handler_;
  StreamGate gate_;
  Response message_;  // on its way while the gate is busy
};

template <typename Request, typename Response, typename Handler>
class ClientStreamReactor final : public CallReactor<grpc::ServerReadReactor<Request>>,
                                  private Reader<Request> {
 public:
  ClientStreamReactor(Pipeline* pipeline, const Method* method, Lane lane,
                      grpc::CallbackServerContext* context, Response* response, Handler handler)
      : CallReactor<grpc::ServerReadReactor<Request>>(pipeline, method, lane, context),
        context_(context),
        response_(response),
        handler_(std::move(handler)),
        rate_(this->call_.minimum_rate()) {}

  // A broken connection also ends the reads: only the context tells it from a regular end.
  void OnReadDone(bool ok) override { gate_.End(ok, !ok && context_->IsCancelled()); }
  void OnCancel() override {
    gate_.Cancel();
    CallReactor<grpc::ServerReadReactor<Request>>::OnCancel();
  }

 private:
  absl::Status Handle() override {
    FetchNext();
    Reader<Request>& reader = *this;
    absl::StatusOr<Response> result = handler_(this->call_.call(), reader);
    GUANXI_RETURN_IF_ERROR(result.status());
    this->call_.Present(&*result);
    GUANXI_RETURN_IF_ERROR(this->call_.HoldAnswer(*result));
    *response_ = *std::move(result);
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Read(Request* message) override {
    const absl::Time asked = absl::Now();
    absl::StatusOr<bool> more = gate_.Wait(this->call_.call(), this->call_.stall_limit());
    if (!more.ok()) return more;
    if (!*more) {
      if (IsUnparsed(next_)) return false;
      return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                   "a message of the stream is not valid protobuf");
    }
    GUANXI_RETURN_IF_ERROR(rate_.Note(absl::Now() - asked, next_.ByteSizeLong()));
    int64_t bytes = 0;  // bounded by the lane: one message a worker, and the next one
    GUANXI_RETURN_IF_ERROR(this->call_.CheckMessage(next_, &bytes));
    *message = std::move(next_);
    FetchNext();
    return true;
  }

  void FetchNext() {
    next_ = Request();
    MarkUnparsed(&next_);
    gate_.Begin();
    this->StartRead(&next_);
  }

  grpc::CallbackServerContext* const context_;
  Response* const response_;
  Handler handler_;
  StreamGate gate_;
  MinimumRate rate_;
  Request next_;  // being read while the gate is busy
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_REACTORS_H_
