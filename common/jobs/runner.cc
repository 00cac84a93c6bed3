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

absl::Status Stuck(int64_t attempts, const absl::Status& last) {
  return Error(
      absl::StatusCode::kFailedPrecondition, "OPERATION_STUCK",
      absl::StrCat("no progress in ", attempts, " attempts; the last one: ", last.message()),
      {{"last_reason", Reason(last)}});
}

// Whose turn it was, without what the work needs, which may be large.
Operation WithoutWork(const Operation& operation) {
  Operation claim;
  claim.id = operation.id;
  claim.principal.tenant = operation.principal.tenant;
  claim.epoch = operation.epoch;
  claim.attempts = operation.attempts;
  return claim;
}

}  // namespace

struct Runner::Ending {
  Operation operation;
  absl::Status error;
};

Runner::Runner(Leases* leases, std::map<std::string, Handler> handlers, const Options& options)
    : leases_(leases), handlers_(std::move(handlers)), options_(options) {}

Runner::~Runner() { Stop(); }

void Runner::Start() {
  for (int i = 0; i < options_.threads; ++i) {
    threads_.push_back(
        std::make_unique<Ticker>(options_.poll_interval, [this] { WorkWhileThereIs(); }));
  }
  renewer_ = std::make_unique<Ticker>(leases_->length() / 4, [this] { RenewLeases(); });
}

void Runner::Stop() {
  stopping_ = true;
  threads_.clear();
  renewer_.reset();
}

void Runner::WorkWhileThereIs() {
  absl::StatusOr<bool> worked = true;
  while (!stopping_ && worked.ok() && *worked) worked = RunOne();
  if (!worked.ok()) {
    Log(Severity::kWarning, "jobs.claim_failed", {{"reason", Reason(worked.status())}});
  }
}

void Runner::RenewLeases() {
  std::vector<Operation> working;
  {
    MutexLock lock(&mutex_);
    const absl::Time now = leases_->Now();
    for (const auto& [operation, since] : working_) {
      if (now - since < options_.max_step) working.push_back(WithoutWork(*operation));
    }
  }
  // Whether the lease is lost, the worker finds out.
  for (const Operation& operation : working) leases_->Renew(operation).IgnoreError();
}

absl::StatusOr<bool> Runner::RunOne() {
  GUANXI_RETURN_IF_ERROR(RecordOwed());
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
  Place(Runner* runner, const Operation* operation)
      : runner_(runner), operation_(operation), alone_(operation->crashes > 0) {
    MutexLock lock(&runner_->mutex_);
    runner_->suspects_ += alone_ ? 1 : 0;
    while (runner_->alone_ || (alone_ ? !runner_->working_.empty() : runner_->suspects_ > 0)) {
      runner_->left_.Wait(&runner_->mutex_);
    }
    runner_->suspects_ -= alone_ ? 1 : 0;
    runner_->working_.emplace(operation_, runner_->leases_->Now());
    runner_->alone_ = alone_;
  }
  ~Place() {
    MutexLock lock(&runner_->mutex_);
    runner_->working_.erase(operation_);
    runner_->alone_ = false;
    runner_->left_.SignalAll();
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Runner* const runner_;
  const Operation* const operation_;
  const bool alone_;
};

// Returns what the work ended with.
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
  const Place place(this, &operation);
  const absl::Status begun = leases_->Begin(operation);
  if (Reason(begun) == "LEASE_LOST") return begun;  // While it waited for its place.
  const absl::Status status = begun.ok() ? DoTurn(operation, handler->second) : begun;
  return status.ok() ? status : End(operation, status);
}

absl::Status Runner::DoTurn(const Operation& operation, const Handler& handler) {
  Job job(leases_, &operation, &stopping_, leases_->Now() + options_.turn);
  const auto response = RunGuarded([&] { return handler(job); });
  GUANXI_RETURN_IF_ERROR(response.status());
  return leases_->Finish(operation, **response);
}

absl::Status Runner::End(const Operation& operation, const absl::Status& error) {
  const absl::Status recorded = Record(operation, error);
  if (!recorded.ok()) {
    Log(Severity::kWarning, "jobs.record_failed",
        {{"operation", operation.id.ToString()}, {"reason", Reason(recorded)}});
  }
  if (MayPass(recorded)) {
    MutexLock lock(&mutex_);
    owed_.push_back({WithoutWork(operation), error});
  }
  return error;
}

absl::Status Runner::Record(const Operation& operation, const absl::Status& error) {
  const std::string reason = Reason(error);
  absl::Status recorded;
  if (reason == "LEASE_LOST") {
    recorded = error;
  } else if (reason == "WORKER_STOPPING" || reason == kTurnOver) {
    recorded = leases_->Release(operation, absl::ZeroDuration(), /*count_attempt=*/false);
  } else if (reason == "UNKNOWN_OPERATION_KIND") {
    recorded = leases_->Release(operation, options_.max_backoff, /*count_attempt=*/false);
  } else if (!MayPass(error)) {
    recorded = leases_->Finish(operation, error);
  } else {
    recorded = TryLater(operation, error);
  }
  // It is another worker's now, which takes this one for dead.
  return Reason(recorded) == "LEASE_LOST" ? leases_->Survive(operation) : recorded;
}

// Another process may claim what is owed as soon as the database is back; this one does not before
// it has said that it lives.
absl::Status Runner::RecordOwed() {
  std::vector<Ending> owed;
  {
    MutexLock lock(&mutex_);
    owed.swap(owed_);
  }
  absl::Status failed;
  for (const Ending& ending : owed) {
    if (failed.ok()) failed = Record(ending.operation, ending.error);
    if (!MayPass(failed)) {
      failed = absl::OkStatus();
      continue;
    }
    MutexLock lock(&mutex_);
    owed_.push_back(ending);
  }
  return failed;
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
