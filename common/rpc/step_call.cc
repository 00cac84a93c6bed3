#include "common/rpc/step_call.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"

namespace guanxi::rpc {
namespace {

// What a call in steps counts for besides its messages: HTTP/2's window of one stream, which gRPC
// and the edge fill while nobody reads. It holds no worker, so this also bounds how many are open.
constexpr int64_t kOpenBytes = 64 << 10;

// A new alarm each time: one that has rung may not have been done with yet. Its bell hears false
// when the alarm is destroyed before its time.
void Ring(std::unique_ptr<grpc::Alarm>* alarm, absl::Time when, std::function<void(bool)> bell) {
  *alarm = std::make_unique<grpc::Alarm>();
  (*alarm)->Set(std::chrono::system_clock::now() + absl::ToChronoNanoseconds(when - absl::Now()),
                std::move(bell));
}

}  // namespace

void StepCall::Start(std::shared_ptr<StepCall> self) {
  {
    MutexLock lock(&mutex_);
    self_ = self;
  }
  absl::Status status = RunGuarded([&]() -> absl::Status {
    GUANXI_RETURN_IF_ERROR(active_.Enter(FirstMessage()));
    return active_.Hold(kOpenBytes);
  });
  if (!status.ok()) return End(status);
  Watch(std::move(self));
  status = RunGuarded([&] { return Begin(); });
  if (!status.ok()) End(status);
}

void StepCall::Run(absl::Duration waited) {
  absl::Status status;
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kEnded) return;
    state_ = State::kRunning;
    status = interrupted_;
  }
  if (status.ok()) status = active_.Begin(waited);
  Then then;
  if (status.ok()) {
    status = RunGuarded([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(then, Step());
      return absl::OkStatus();
    });
  }
  if (status.ok() && then.kind != Then::Kind::kEnd) {
    status = Rest(then);
    if (status.ok()) return;
  }
  if (!status.ok()) {
    RunGuarded([&]() -> absl::Status {
      Abandon();
      return absl::OkStatus();
    }).IgnoreError();
  }
  End(status);
}

absl::Status StepCall::Queue() {
  std::shared_ptr<StepCall> self;
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kEnded) return absl::OkStatus();
    state_ = State::kQueued;
    is_admitted_ = true;
    self = self_;
  }
  return active_.Admit(is_stream_, std::move(self));
}

void StepCall::Submit(bool is_first, std::shared_ptr<StepCall> self) {
  const absl::Status status = is_first ? active_.Admit(is_stream_, std::move(self))
                                       : active_.Resume(is_stream_, std::move(self));
  if (!status.ok()) End(status);
}

void StepCall::Happened() {
  std::shared_ptr<StepCall> self;
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

absl::Status StepCall::Rest(const Then& then) {
  std::shared_ptr<StepCall> self;
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

void StepCall::Cancelled() {
  active_.MarkCancelled();
  Interrupt(active_.Abandoned());
}

void StepCall::Interrupt(const absl::Status& status) {
  std::shared_ptr<StepCall> self;
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kEnded || !interrupted_.ok()) return;
    interrupted_ = status;
    if (state_ != State::kIdle) return;  // the worker that has it, or takes it, ends it
    if (is_admitted_) {
      state_ = State::kQueued;
      self = self_;
    }
  }
  // Before its first step there is nothing to clean up.
  if (self == nullptr || !active_.Resume(is_stream_, std::move(self)).ok()) End(status);
}

void StepCall::End(const absl::Status& status) {
  std::unique_ptr<grpc::Alarm> pause, watch;  // ring no more once they are destroyed
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kEnded) return;
    state_ = State::kEnded;
    pause = std::move(pause_);
    watch = std::move(watch_);
  }
  if (!status.ok() && HoldsBackStatus()) context_->TryCancel();
  Answer(active_.Leave(status));
}

void StepCall::Watch(std::shared_ptr<StepCall> self) {
  absl::Status status;
  {
    MutexLock lock(&mutex_);
    if (state_ == State::kEnded || !interrupted_.ok()) return;
    const absl::Time now = absl::Now();
    const bool is_silent = state_ == State::kIdle && !is_paused_;
    const absl::Time silent = (is_silent ? idle_since_ : now) + active_.stall_limit();
    const absl::Time next = std::min(silent, active_.call().deadline);
    if (now < next) {
      Ring(&watch_, next, [self = std::move(self)](bool in_time) {
        if (in_time) self->Watch(self);
      });
      return;
    }
    status = now >= active_.call().deadline
                 ? DeadlineExceeded("DEADLINE_PASSED", "the deadline passed before the end")
                 : DeadlineExceeded("STREAM_STALLED", "nothing moved on the stream for too long");
  }
  Interrupt(status);
}

void StepCall::Done() {
  active_.Release();
  std::shared_ptr<StepCall> last;  // destroyed after the lock is
  {
    MutexLock lock(&mutex_);
    last.swap(self_);
  }
}

}  // namespace guanxi::rpc
