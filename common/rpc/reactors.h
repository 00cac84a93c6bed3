// gRPC's callback reactors around the pipeline; made by `Methods` alone.
//
// A reactor lives until gRPC is done with the call and, if it was queued, the worker too: both
// hold it by shared_ptr. gRPC owns request and response until OnDone, which comes only after
// Finish, so a running handler may use them even if its caller has gone.
#ifndef GUANXI_COMMON_RPC_REACTORS_H_
#define GUANXI_COMMON_RPC_REACTORS_H_

#include <grpcpp/support/server_callback.h>

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/active_call.h"
#include "common/rpc/stream.h"

namespace guanxi::rpc {

// What the three kinds share; `Reactor` is gRPC's class, `Handle` runs the handler.
template <typename Reactor>
class CallReactor : public Reactor, public Task {
 public:
  CallReactor(Pipeline* pipeline, const Method* method, Lane lane,
              grpc::CallbackServerContext* context)
      : call_(pipeline, method, lane, context) {}

  // Admits the call or answers it with a refusal. `self` owns this object.
  void Start(std::shared_ptr<CallReactor> self) {
    self_ = self;
    absl::Status status = call_.Enter();
    if (status.ok()) status = call_.Admit(std::move(self));
    if (!status.ok() && call_.Claim()) this->Finish(call_.Leave(status));
  }

  void Run(absl::Duration waited) final {
    if (!call_.Claim()) return;  // cancelled while it waited
    absl::Status status = call_.CheckWait(waited);
    if (status.ok()) status = RunGuarded([this] { return Handle(); });
    this->Finish(call_.Leave(status));
  }

  void OnCancel() override {
    call_.MarkCancelled();
    if (call_.Claim()) this->Finish(call_.Leave(call_.Abandoned()));
  }

  void OnDone() final { const auto last = std::move(self_); }

 protected:
  virtual absl::Status Handle() = 0;

  ActiveCall call_;

 private:
  std::shared_ptr<CallReactor> self_;
};

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
  absl::Status Handle() override {
    absl::StatusOr<Response> result = handler_(call_.call(), *request_);
    if (result.ok()) *response_ = *std::move(result);
    return result.status();
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
  absl::Status Handle() override {
    Writer<Response>& writer = *this;
    absl::Status status = handler_(this->call_.call(), *request_, writer);
    const absl::Status sent = WaitUntilSent();
    // A message that the caller does not take would hold back the status behind it.
    if (absl::IsDeadlineExceeded(sent)) context_->TryCancel();
    return status.ok() ? sent : status;
  }

  absl::Status Write(Response message) override {
    if (absl::Status sent = WaitUntilSent(); !sent.ok()) return sent;
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
        handler_(std::move(handler)) {}

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
    if (result.ok()) *response_ = *std::move(result);
    return result.status();
  }

  absl::StatusOr<bool> Read(Request* message) override {
    absl::StatusOr<bool> more = gate_.Wait(this->call_.call(), this->call_.stall_limit());
    if (!more.ok() || !*more) return more;
    *message = std::move(next_);
    FetchNext();
    return true;
  }

  void FetchNext() {
    next_ = Request();
    gate_.Begin();
    this->StartRead(&next_);
  }

  grpc::CallbackServerContext* const context_;
  Response* const response_;
  Handler handler_;
  StreamGate gate_;
  Request next_;  // being read while the gate is busy
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_REACTORS_H_
