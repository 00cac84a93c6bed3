// Calls whose handlers work in steps: the part that does not depend on message types.
//
// A call of this kind is on a worker, in the queue of one, or idle: then it is this object and
// nothing else, until the event comes that its next step waits for. Whoever ends it, a step, the
// caller or the clock, the end goes through a worker, so that the handler can clean up; only where
// none is to be had does it come at once.
#ifndef GUANXI_COMMON_RPC_STEP_CALL_H_
#define GUANXI_COMMON_RPC_STEP_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/alarm.h>
#include <grpcpp/server_context.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/rpc/active_call.h"

namespace guanxi::rpc {

// What a step leads to: the end, a wait for the peer, or for some time.
struct Then {
  enum class Kind { kEnd, kAwait, kPause };
  Kind kind = Kind::kEnd;
  absl::Duration pause;
};

// Lives until gRPC, the worker and its alarms are done with it: all hold it by shared_ptr.
// Thread-safe but for what its steps do, of which there is one at a time.
class StepCall : public Task {
 public:
  StepCall(Pipeline* pipeline, const Method* method, Lane lane,
           grpc::CallbackServerContext* context, bool is_stream)
      : active_(pipeline, method, lane, context), context_(context), is_stream_(is_stream) {}

  // Admits the call or answers it with a refusal. `self` owns this object.
  void Start(std::shared_ptr<StepCall> self);

  void Run(absl::Duration waited) final;
  void Expire(absl::Duration waited) final { End(active_.Expired(waited)); }

 protected:
  // What came with the call; null where messages follow it.
  virtual const google::protobuf::Message* FirstMessage() const { return nullptr; }
  // Has the first step come: at once by Queue, or by an event that it asks for.
  virtual absl::Status Begin() { return Queue(); }
  virtual absl::StatusOr<Then> Step() = 0;
  // The call ends by an error.
  virtual void Abandon() {}
  // Whether what was sent and not taken holds back the status behind it: only a reset ends it.
  virtual bool HoldsBackStatus() const { return false; }
  // Hands the status to gRPC. Once.
  virtual void Answer(const grpc::Status& status) = 0;

  // Queues the first step, under the bounds of the lane.
  absl::Status Queue();
  // What a step waits for has come. On gRPC's threads.
  void Happened();
  // Ends the call from outside of its steps.
  void Interrupt(const absl::Status& status);
  // The caller has gone.
  void Cancelled();
  // gRPC has.
  void Done();

  ActiveCall active_;
  grpc::CallbackServerContext* const context_;

 private:
  enum class State { kIdle, kQueued, kRunning, kEnded };

  void Submit(bool is_first, std::shared_ptr<StepCall> self);
  // After a step: idle, or queued again if what it waits for has come. The status with which the
  // call is to end instead, if something has interrupted it.
  absl::Status Rest(const Then& then);
  void End(const absl::Status& status);
  // Looks at the clock when the caller may have been silent for too long, or has run out of time.
  void Watch(std::shared_ptr<StepCall> self);

  const bool is_stream_;
  Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kIdle;
  bool is_admitted_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool happened_ ABSL_GUARDED_BY(mutex_) = false;     // while a step ran, or was queued
  absl::Status interrupted_ ABSL_GUARDED_BY(mutex_);  // how the call is to end
  absl::Time idle_since_ ABSL_GUARDED_BY(mutex_) = absl::Now();
  std::unique_ptr<grpc::Alarm> pause_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Alarm> watch_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<StepCall> self_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STEP_CALL_H_
