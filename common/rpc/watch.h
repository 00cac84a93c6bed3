// Streams that idle: they hold no worker while nothing happens.
//
// Other streams run a handler on a worker of the job lane from their first message to their last
// (methods.h). A watch is open for minutes and has little to say, so it belongs to one object of
// the service's that feeds all watches from a thread of its own.
#ifndef GUANXI_COMMON_RPC_WATCH_H_
#define GUANXI_COMMON_RPC_WATCH_H_

#include <grpcpp/support/server_callback.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/errors/guarded.h"
#include "common/rpc/active_call.h"

namespace guanxi::rpc {

// One open watch as the one sees it that feeds it. Thread-safe; never blocks.
template <typename Response>
class Watch {
 public:
  virtual ~Watch() = default;

  virtual const Call& call() const = 0;
  // Sends a message unless the one before is still on its way, or the call is over: then false.
  virtual bool TrySend(Response message) = 0;
  // How long the message on its way has been; zero if none is.
  virtual absl::Duration Stalled() const = 0;
  // Whether nothing can be sent any more.
  virtual bool over() const = 0;
  // Ends the call, behind the message on its way.
  virtual void End(const absl::Status& status) = 0;
  // Ends it at once: the caller takes nothing.
  virtual void Reset() = 0;
};

// Made by StartWatch alone.
template <typename Request, typename Response>
class WatchReactor final : public grpc::ServerWriteReactor<Response>, public Watch<Response> {
 public:
  WatchReactor(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context)
      : context_(context), call_(pipeline, method, Lane::kJob, context) {}

  template <typename Open>
  void Start(std::shared_ptr<WatchReactor> self, const Request* request, const Open& open) {
    self_ = self;
    const absl::Status status = RunGuarded([&]() -> absl::Status {
      GUANXI_RETURN_IF_ERROR(call_.Enter(request));
      return open(std::shared_ptr<Watch<Response>>(self), *request);
    });
    if (!status.ok()) End(status);
  }

  const Call& call() const override { return call_.call(); }

  bool TrySend(Response message) override {
    if (const absl::Status fits = call_.CheckAnswer(message); !fits.ok()) {
      End(fits);
      return false;
    }
    {
      MutexLock lock(&mutex_);
      if (in_flight_ || ending_ || cancelled_) return false;
      in_flight_ = true;
      since_ = absl::Now();
      message_ = std::move(message);
    }
    call_.SendRequestId();
    this->StartWrite(&message_);
    return true;
  }

  absl::Duration Stalled() const override {
    MutexLock lock(&mutex_);
    return in_flight_ ? absl::Now() - since_ : absl::ZeroDuration();
  }

  bool over() const override {
    MutexLock lock(&mutex_);
    return ending_ || cancelled_;
  }

  void End(const absl::Status& status) override {
    {
      MutexLock lock(&mutex_);
      if (ending_) return;
      ending_ = true;
      status_ = status;
      if (in_flight_) return;
    }
    FinishOnce();
  }

  void Reset() override { context_->TryCancel(); }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(&mutex_);
      in_flight_ = false;
      cancelled_ = cancelled_ || !ok;
      if (!ending_ && !cancelled_) return;
    }
    FinishOnce();
  }

  void OnCancel() override {
    call_.MarkCancelled();
    {
      MutexLock lock(&mutex_);
      cancelled_ = true;
      if (in_flight_) return;  // OnWriteDone comes
    }
    FinishOnce();
  }

  void OnDone() override {
    call_.Release();
    const auto last = std::move(self_);
  }

 private:
  void FinishOnce() {
    if (!call_.Claim()) return;
    absl::Status status;
    {
      MutexLock lock(&mutex_);
      status = ending_ ? status_ : call_.Abandoned();
    }
    this->Finish(call_.Leave(status));
  }

  grpc::CallbackServerContext* const context_;
  ActiveCall call_;
  std::shared_ptr<WatchReactor> self_;  // until OnDone

  mutable Mutex mutex_;
  bool in_flight_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Time since_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  Response message_;  // on its way while in_flight_
};

// Answers a call of a server-streaming method with a watch. It is authenticated and its request
// looked through as any other's (pipeline.h, steps 1 to 4); then `open`, of the form
// `absl::Status (std::shared_ptr<Watch<Response>>, const Request&)`, takes it over, on gRPC's
// thread: it must not block. An error of its ends the call. `Response` has to be named.
template <typename Response, typename Request, typename Open>
grpc::ServerWriteReactor<Response>* StartWatch(Pipeline* pipeline, const Method& method,
                                               grpc::CallbackServerContext* context,
                                               const Request* request, const Open& open) {
  auto reactor = std::make_shared<WatchReactor<Request, Response>>(pipeline, &method, context);
  auto* const raw = reactor.get();  // kept alive by itself until OnDone
  raw->Start(reactor, request, open);
  return raw;
}

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_WATCH_H_
