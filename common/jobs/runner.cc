#include "common/jobs/runner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/guarded.h"
#include "common/jobs/leases.h"
#include "google/protobuf/message.h"

namespace guanxi::jobs {
namespace {

bool MayPass(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

// Errors without a reason are our own: their texts are not for clients.
absl::Status ForClients(const absl::Status& error) {
  if (!Reason(error).empty()) return error;
  return Error(absl::StatusCode::kInternal, "INTERNAL", "an internal error happened");
}

absl::Status Stuck(int64_t attempts, const absl::Status& last) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "OPERATION_STUCK",
      absl::StrCat("no progress in ", attempts, " attempts; the last one: ", last.message()),
      {{"last_reason", Reason(last)}});
}

}  // namespace

Runner::Runner(Leases* leases, std::map<std::string, Handler> handlers, const Options& options)
    : leases_(leases), handlers_(std::move(handlers)), options_(options) {}

Runner::~Runner() { Stop(); }

void Runner::Start() {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.push_back(
        std::make_unique<Ticker>(options_.poll_interval, [this] { WorkWhileThereIs(); }));
  }
}

void Runner::Stop() {
  stopping_ = true;
  threads_.clear();
}

void Runner::WorkWhileThereIs() {
  absl::StatusOr<bool> worked = true;
  while (!stopping_ && worked.ok() && *worked) worked = RunOne();
  if (!worked.ok()) {
    Log(Severity::kWarning, "jobs.claim_failed", {{"reason", Reason(worked.status())}});
  }
}

absl::StatusOr<bool> Runner::RunOne() {
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Operation> operation, leases_->Claim());
  if (!operation) return false;
  const absl::Status status = Work(*operation);
  if (Reason(status) == kTurnOver) return true;  // Not worth a line every two seconds.
  Log(status.ok() ? Severity::kInfo : Severity::kWarning, "jobs.worked",
      {{"operation", operation->id.ToString()},
       {"kind", operation->kind},
       {"epoch", operation->epoch},
       {"code", absl::StatusCodeToString(status.code())},
       {"reason", Reason(status)}});
  return true;
}

// Room to work in: for many operations, or for a suspect one alone.
class Runner::Place {
 public:
  Place(Runner* runner, bool alone) : runner_(runner), alone_(alone) {
    MutexLock lock(&runner_->mutex_);
    runner_->suspects_ += alone_ ? 1 : 0;
    while (runner_->alone_ || (alone_ ? runner_->working_ > 0 : runner_->suspects_ > 0)) {
      runner_->left_.Wait(&runner_->mutex_);
    }
    runner_->suspects_ -= alone_ ? 1 : 0;
    ++runner_->working_;
    runner_->alone_ = alone_;
  }
  ~Place() {
    MutexLock lock(&runner_->mutex_);
    --runner_->working_;
    runner_->alone_ = false;
    runner_->left_.SignalAll();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Runner* const runner_;
  const bool alone_;
};

// Returns what the work ended with; what could not be recorded, the next worker finds out.
absl::Status Runner::Work(const Operation& operation) {
  if (operation.cancel_requested) return End(operation, Cancelled());
  if (operation.crashes >= options_.max_crashes) {
    return End(operation,
               Error(absl::StatusCode::kFailedPrecondition, "OPERATION_CRASHED",
                     absl::StrCat("the same step ended the process ", operation.crashes,
                                  " times; what the operation had done until then stays")));
  }
  const auto handler = handlers_.find(operation.kind);
  if (handler == handlers_.end()) {
    // A newer replica took it: leave it to its like.
    return End(operation, Error(absl::StatusCode::kAborted, "UNKNOWN_OPERATION_KIND",
                                "this version does not know the operation"));
  }
  const absl::Status status = DoTurn(operation, handler->second);
  return status.ok() ? status : End(operation, status);
}

absl::Status Runner::DoTurn(const Operation& operation, const Handler& handler) {
  const Place place(this, /*alone=*/operation.crashes > 0);
  GUANXI_RETURN_IF_ERROR(leases_->Begin(operation));
  Job job(leases_, &operation, &stopping_, leases_->Now() + options_.turn);
  const auto response = RunGuarded([&] { return handler(job); });
  GUANXI_RETURN_IF_ERROR(response.status());
  return leases_->Finish(operation, **response);
}

absl::Status Runner::End(const Operation& operation, const absl::Status& error) {
  const std::string reason = Reason(error);
  absl::Status recorded;
  if (reason == "LEASE_LOST") {
    recorded = absl::OkStatus();  // It is another worker's now.
  } else if (reason == "WORKER_STOPPING" || reason == kTurnOver) {
    recorded = leases_->Release(operation, absl::ZeroDuration(), /*count_attempt=*/false);
  } else if (reason == "UNKNOWN_OPERATION_KIND") {
    recorded = leases_->Release(operation, options_.max_backoff, /*count_attempt=*/false);
  } else if (!MayPass(error)) {
    recorded = leases_->Finish(operation, ForClients(error));
  } else {
    recorded = TryLater(operation, error);
  }
  if (!recorded.ok()) {
    Log(Severity::kWarning, "jobs.record_failed",
        {{"operation", operation.id.ToString()}, {"reason", Reason(recorded)}});
  }
  return error;
}

absl::Status Runner::TryLater(const Operation& operation, const absl::Status& error) {
  GUANXI_ASSIGN_OR_RETURN(const Leases::State state, leases_->Look(operation));
  const int64_t attempts = state.progressed ? 0 : operation.attempts;
  if (attempts >= options_.max_attempts) {
    return leases_->Finish(operation, Stuck(attempts, error));
  }
  return leases_->Release(operation, Backoff(attempts), /*count_attempt=*/true);
}

absl::Duration Runner::Backoff(int64_t attempts) const {
  absl::Duration backoff = options_.min_backoff;
  for (int64_t i = 1; i < attempts && backoff < options_.max_backoff; ++i) backoff *= 2;
  return std::min(backoff, options_.max_backoff);
}

}  // namespace guanxi::jobs
