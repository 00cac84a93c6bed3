// gRPC's callback reactors of streams around the pipeline; made by `Methods` alone.
#ifndef GUANXI_COMMON_RPC_STREAM_REACTORS_H_
#define GUANXI_COMMON_RPC_STREAM_REACTORS_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rpc/request_check.h"
#include "common/rpc/step_reactor.h"
#include "common/rpc/stream.h"

namespace guanxi::rpc {

template <typename Request, typename Response, typename Handler>
class ServerStreamReactor final : public StepReactor<grpc::ServerWriteReactor<Response>> {
 public:
  ServerStreamReactor(Pipeline* pipeline, const Method* method, Lane lane,
                      grpc::CallbackServerContext* context, const Request* request, Handler handler)
      : StepReactor<grpc::ServerWriteReactor<Response>>(pipeline, method, lane, context),
        request_(request),
        handler_(std::move(handler)) {}

  void OnWriteDone(bool ok) override {
    is_lost_ = !ok;
    in_flight_ = false;
    this->Happened();
  }

 private:
  const google::protobuf::Message* FirstMessage() const override { return request_; }
  bool HoldsBackStatus() const override { return in_flight_; }

  absl::StatusOr<Then> Step() override {
    this->active_.GiveBack(std::exchange(held_, 0));
    if (is_lost_) return this->active_.Abandoned();
    if (ends_) return Then();
    if (sender_ == nullptr) sender_ = handler_(this->active_.call(), *request_);
    GUANXI_ASSIGN_OR_RETURN(Sent<Response> sent, sender_->Next());
    ends_ = sent.ends;
    if (sent.message.has_value()) return Write(*std::move(sent.message));
    return ends_ ? Then() : Then{Then::Kind::kPause, sent.pause};
  }

  absl::StatusOr<Then> Write(Response message) {
    this->active_.Present(&message);
    GUANXI_RETURN_IF_ERROR(this->active_.CheckAnswer(message));
    if (absl::Now() >= this->active_.call().deadline) {
      return DeadlineExceeded("DEADLINE_PASSED", "the deadline passed before the stream's end");
    }
    const auto bytes = static_cast<int64_t>(message.ByteSizeLong());
    GUANXI_RETURN_IF_ERROR(this->active_.Hold(bytes));
    held_ = bytes;
    this->active_.SendRequestId();
    message_ = std::move(message);
    in_flight_ = true;
    this->StartWrite(&message_);
    return Then{Then::Kind::kAwait, {}};
  }

  const Request* const request_;
  Handler handler_;
  std::unique_ptr<Sender<Response>> sender_;
  bool ends_ = false;
  int64_t held_ = 0;                    // by the message on its way
  std::atomic<bool> in_flight_{false};  // whether there is one
  std::atomic<bool> is_lost_{false};    // nobody took the last one
  Response message_;
};

template <typename Request, typename Response, typename Handler>
class ClientStreamReactor final : public StepReactor<grpc::ServerReadReactor<Request>> {
 public:
  ClientStreamReactor(Pipeline* pipeline, const Method* method, Lane lane,
                      grpc::CallbackServerContext* context, Response* response, Handler handler)
      : StepReactor<grpc::ServerReadReactor<Request>>(pipeline, method, lane, context),
        response_(response),
        handler_(std::move(handler)),
        rate_(this->active_.minimum_rate()) {}

  void OnReadDone(bool ok) override {
    arrived_ = absl::Now();
    // A broken connection also ends the reads: only the context tells it from a regular end.
    is_broken_ = !ok && this->context_->IsCancelled();
    more_ = ok;
    if (ok) {
      held_ = static_cast<int64_t>(next_.ByteSizeLong());
      if (const absl::Status held = this->active_.Hold(held_); !held.ok()) {
        next_ = Request();
        return this->Interrupt(held);
      }
    }
    this->Happened();
  }

 private:
  absl::Status Begin() override {
    asked_ = absl::Now();
    Fetch();
    return absl::OkStatus();
  }

  absl::StatusOr<Then> Step() override {
    if (is_broken_) return this->active_.Abandoned();
    if (receiver_ == nullptr) receiver_ = handler_(this->active_.call());
    if (!more_) return Finish();
    GUANXI_RETURN_IF_ERROR(rate_.Note(std::max(arrived_ - asked_, absl::ZeroDuration()), held_));
    int64_t unused = 0;
    GUANXI_RETURN_IF_ERROR(this->active_.CheckMessage(next_, &unused));
    Request message = std::move(next_);
    const int64_t taken = held_;
    Fetch();
    GUANXI_RETURN_IF_ERROR(receiver_->Take(std::move(message)));
    const int64_t kept = receiver_->held_bytes();
    this->active_.GiveBack(taken + kept_ - kept);
    kept_ = kept;
    asked_ = absl::Now();
    return Then{Then::Kind::kAwait, {}};
  }

  absl::StatusOr<Then> Finish() {
    if (!IsUnparsed(next_)) {
      return Error(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                   "a message of the stream is not valid protobuf");
    }
    absl::StatusOr<Response> result = receiver_->Finish();
    GUANXI_RETURN_IF_ERROR(result.status());
    this->active_.Present(&*result);
    GUANXI_RETURN_IF_ERROR(this->active_.HoldAnswer(*result));
    *response_ = *std::move(result);
    return Then();
  }

  void Abandon() override {
    if (receiver_ != nullptr) receiver_->Abandon();
  }

  void Fetch() {
    next_ = Request();
    MarkUnparsed(&next_);
    this->StartRead(&next_);
  }

  Response* const response_;
  Handler handler_;
  std::unique_ptr<Receiver<Request, Response>> receiver_;
  MinimumRate rate_;
  absl::Time asked_;  // when the step before had taken its message
  int64_t kept_ = 0;  // by the receiver, as it was counted
  // Of the message that comes next; a step has read them before it asks for another.
  Request next_;
  absl::Time arrived_;
  bool is_broken_ = false;
  bool more_ = false;
  int64_t held_ = 0;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STREAM_REACTORS_H_
