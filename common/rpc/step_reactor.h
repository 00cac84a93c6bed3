// What the reactors of calls have in common whose handlers work in steps.
//
// A call of this kind is on a worker, in the queue of one, or idle: then it is this object and
// nothing else, until the event comes that its next step waits for. Whoever ends it, a step, the
// caller or the clock, the end goes through a worker, so that the handler can clean up; only where
// none is to be had does it come at once.
#ifndef GUANXI_COMMON_RPC_STEP_REACTOR_H_
#define GUANXI_COMMON_RPC_STEP_REACTOR_H_

#include <google/protobuf/message.h>
#include <grpcpp/alarm.h>
#include <grpcpp/support/server_callback.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/rpc/active_call.h"

namespace guanxi::rpc {

// What a step leads to: the end, a wait for the peer, or for some time.
struct Then {
  enum class Kind { kEnd, kAwait, kPause };
  Kind kind = Kind::kEnd;
  absl::Duration pause;
};

// `Reactor` is gRPC's class. Lives as CallReactor does (call_reactor.h), and until its alarms have
// seen that the call has ended.
template <typename Reactor>
class StepReactor : public Reactor, public Task {
 public:
  StepReactor(Pipeline* pipeline, const Method* method, Lane lane,
              grpc::CallbackServerContext* context)
      : call_(pipeline, method, lane, context), context_(context) {}

  // Admits the call or answers it with a refusal. `self` owns this object.
  void Start(std::shared_ptr<StepReactor> self) {
    {
      MutexLock lock(&mutex_);
      self_ = self;
    }
    absl::Status status = RunGuarded([&] { return call_.Enter(FirstMessage()); });
    if (!status.ok()) return End(status);
    Watch(self);
    status = RunGuarded([&] { return Begin(); });
    if (!status.ok()) End(status);
  }

  void Run(absl::Duration waited) final {
    absl::Status status;
    {
      MutexLock lock(&mutex_);
      if (state_ == State::kEnded) return;
      state_ = State::kRunning;
      status = interrupted_;
    }
    if (status.ok()) status = call_.CheckWait(waited);
    Then then;
    if (status.ok()) {
      status = RunGuarded([&]() -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(then, Step());
        return absl::OkStatus();
      });
    }
    if (status.ok() && then.kind != Then::Kind::kEnd) status = Rest(then);
    if (status.ok() && then.kind != Then::Kind::kEnd) return;
    if (!status.ok()) {
      RunGuarded([&] {
        Abandon();
        return absl::OkStatus();
      }).IgnoreError();
    }
    End(status);
  }

  void Expire(absl::Duration waited) final { End(call_.Expired(waited)); }

  void OnCancel() override {
    call_.MarkCancelled();
    Interrupt(call_.Abandoned());
  }

  void OnDone() final {
    call_.Release();
    std::shared_ptr<StepReactor> last;  // destroyed after the lock is
    {
      MutexLock lock(&mutex_);
      last.swap(self_);
    }
  }

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

  // Queues the first step, under the bounds of the lane.
  absl::Status Queue() {
    std::shared_ptr<StepReactor> self;
    {
      MutexLock lock(&mutex_);
      if (state_ == State::kEnded) return absl::OkStatus();
      state_ = State::kQueued;
      is_admitted_ = true;
      self = self_;
    }
    return call_.Admit(kIsStream, std::move(self));
  }

  // What a step waits for has come.
  void Happened() {
    std::shared_ptr<StepReactor> self;
    bool is_first = false;
    {
      MutexLock lock(&mutex_);
      happened_ = state_ == State::kRunning || state_ == State::kQueued;
      if (state_ != State::kIdle) return;
      state_ = State::kQueued;
      is_first = !std::exchange(is_admitted_, true);
      self = self_;
    }
    Submit(is_first, std::move(self));
  }

  ActiveCall call_;
  grpc::CallbackServerContext* const context_;

 private:
  enum class State { kIdle, kQueued, kRunning, kEnded };
  static constexpr bool kIsStream = !std::is_same_v<Reactor, grpc::ServerUnaryReactor>;

  void Submit(bool is_first, std::shared_ptr<StepReactor> self) {
    const absl::Status status = is_first ? call_.Admit(kIsStream, std::move(self))
                                         : call_.Resume(kIsStream, std::move(self));
    if (!status.ok()) End(status);
  }

  // After a step: idle, or queued again if what it waits for has come. The status with which the
  // call is to end instead, if something has interrupted it.
  absl::Status Rest(const Then& then) {
    std::shared_ptr<StepReactor> self;
    {
      MutexLock lock(&mutex_);
      if (!interrupted_.ok()) return interrupted_;
      idle_since_ = absl::Now();
      is_paused_ = then.kind == Then::Kind::kPause;
      if (std::exchange(happened_, false)) {
        state_ = State::kQueued;
        self = self_;
      } else {
        state_ = State::kIdle;
        if (is_paused_) {
          Ring(&pause_, idle_since_ + then.pause, [self = self_](bool in_time) {
            if (in_time) self->Happened();
          });
        }
      }
    }
    if (self != nullptr) Submit(/*is_first=*/false, std::move(self));
    return absl::OkStatus();
  }

  // Ends the call from outside of its steps.
  void Interrupt(const absl::Status& status) {
    std::shared_ptr<StepReactor> self;
    bool was_admitted = false;
    {
      MutexLock lock(&mutex_);
      if (state_ == State::kEnded || !interrupted_.ok()) return;
      interrupted_ = status;
      if (state_ != State::kIdle) return;  // the worker that has it, or takes it, ends it
      was_admitted = is_admitted_;
      if (was_admitted) state_ = State::kQueued;
      self = self_;
    }
    // Before its first step there is nothing to clean up.
    if (!was_admitted || !call_.Resume(kIsStream, std::move(self)).ok()) End(status);
  }

  void End(const absl::Status& status) {
    std::unique_ptr<grpc::Alarm> pause, watch;  // rings no more once it is destroyed
    {
      MutexLock lock(&mutex_);
      if (state_ == State::kEnded) return;
      state_ = State::kEnded;
      pause = std::move(pause_);
      watch = std::move(watch_);
    }
    if (!status.ok() && HoldsBackStatus()) context_->TryCancel();
    this->Finish(call_.Leave(status));
  }

  // Looks at the clock when the caller may have been silent for too long, or has run out of time.
  void Watch(std::shared_ptr<StepReactor> self) {
    absl::Status status;
    {
      MutexLock lock(&mutex_);
      if (state_ == State::kEnded || !interrupted_.ok()) return;
      const absl::Time now = absl::Now();
      const bool is_silent = state_ == State::kIdle && !is_paused_;
      const absl::Time silent = (is_silent ? idle_since_ : now) + call_.stall_limit();
      const absl::Time next = std::min(silent, call_.call().deadline);
      if (now < next) {
        Ring(&watch_, next, [self = std::move(self)](bool in_time) {
          if (in_time) self->Watch(self);
        });
        return;
      }
      status = now >= call_.call().deadline
                   ? DeadlineExceeded("DEADLINE_PASSED", "the deadline passed before the end")
                   : DeadlineExceeded("STREAM_STALLED", "nothing moved on the stream for too long");
    }
    Interrupt(status);
  }

  // A new alarm each time: one that has rung may not have been done with yet.
  static void Ring(std::unique_ptr<grpc::Alarm>* alarm, absl::Time when,
                   std::function<void(bool)> bell) {
    *alarm = std::make_unique<grpc::Alarm>();
    (*alarm)->Set(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(when - absl::Now()),
                  std::move(bell));
  }

  Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kIdle;
  bool is_admitted_ ABSL_GUARDED_BY(mutex_) = false;
  bool is_paused_ ABSL_GUARDED_BY(mutex_) = false;
  bool happened_ ABSL_GUARDED_BY(mutex_) = false;     // while a step ran, or was queued
  absl::Status interrupted_ ABSL_GUARDED_BY(mutex_);  // how the call is to end
  absl::Time idle_since_ ABSL_GUARDED_BY(mutex_) = absl::Now();
  std::unique_ptr<grpc::Alarm> pause_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Alarm> watch_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<StepReactor> self_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STEP_REACTOR_H_
