#include "common/rpc/pipeline.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/rpc/metrics.h"

namespace guanxi::rpc {
namespace {

constexpr absl::string_view kBearer = "Bearer ";
// A few calls of each of two tenants.
constexpr int64_t kMinMemory = 8 << 20;

void CheckLane(Lane lane, const LaneOptions& options, Violations* out) {
  const absl::string_view name = LaneName(lane);
  if (options.threads < 1) out->Add(absl::StrCat(name, ".threads"), "must be at least 1");
  if (options.queue_limit < 1) out->Add(absl::StrCat(name, ".queue_limit"), "must be at least 1");
  if (options.max_queue_age <= absl::ZeroDuration()) {
    out->Add(absl::StrCat(name, ".max_queue_age"), "must be positive");
  }
  if (options.default_deadline <= absl::ZeroDuration() ||
      options.default_deadline > options.max_deadline) {
    out->Add(absl::StrCat(name, ".default_deadline"), "must be positive and at most max_deadline");
  }
  if (options.max_deadline == absl::InfiniteDuration()) {
    out->Add(absl::StrCat(name, ".max_deadline"), "must be finite");
  }
}

}  // namespace

absl::Status Validate(const PipelineOptions& options) {
  Violations violations;
  CheckLane(Lane::kPoint, options.point, &violations);
  CheckLane(Lane::kScan, options.scan, &violations);
  CheckLane(Lane::kJob, options.job, &violations);
  if (options.tenant_rate.calls_per_second < 0) {
    violations.Add("tenant_rate.calls_per_second", "must not be negative");
  }
  if (options.tenant_rate.calls_per_second > 0 && options.tenant_rate.burst < 1) {
    violations.Add("tenant_rate.burst", "must be at least 1");
  }
  if (options.stream_stall_limit <= absl::ZeroDuration()) {
    violations.Add("stream_stall_limit", "must be positive");
  }
  if (options.stream_rate.bytes < 0 || options.stream_rate.window <= absl::ZeroDuration()) {
    violations.Add("stream_rate", "must not be negative, over a positive time");
  }
  if (options.memory_bytes < kMinMemory) violations.Add("memory_bytes", "must be at least 8 MiB");
  if (options.max_answer_bytes < 1) violations.Add("max_answer_bytes", "must be positive");
  if (options.logged_successes_per_second < 0) {
    violations.Add("logged_successes_per_second", "must not be negative");
  }
  if (!(options.trace_share >= 0 && options.trace_share <= 1)) {
    violations.Add("trace_share", "must be 0 to 1");
  }
  return violations.ToStatus("INVALID_OPTIONS");
}

Pipeline::Pipeline(const PipelineOptions& options, Authenticator authenticator,
                   const policy::Authorizer* authorizer,
                   std::shared_ptr<prometheus::Registry> registry)
    : options_(options),
      authenticator_(std::move(authenticator)),
      authorizer_(authorizer),
      registry_(std::move(registry)),
      limiter_(options.tenant_rate),
      memory_(options.memory_bytes, HeldGauge(registry_.get())),
      success_log_(options.logged_successes_per_second) {
  for (const Lane lane : {Lane::kPoint, Lane::kScan, Lane::kJob}) {
    const LaneOptions& from = lane_options(lane);
    WorkerPool::Options pool;
    pool.threads = from.threads;
    pool.queue_limit = from.queue_limit;
    pool.max_queue_age = from.max_queue_age;
    // Streams last as long as their callers like; other calls end by themselves.
    pool.share_among_callers = lane == Lane::kJob;
    pool.queued = QueueGauge(registry_.get(), lane);
    pool.busy = BusyGauge(registry_.get(), lane);
    pools_[static_cast<size_t>(lane)] = std::make_unique<WorkerPool>(pool);
  }
}

Pipeline::~Pipeline() = default;

const LaneOptions& Pipeline::lane_options(Lane lane) const {
  switch (lane) {
    case Lane::kScan:
      return options_.scan;
    case Lane::kJob:
      return options_.job;
    case Lane::kPoint:
      break;
  }
  return options_.point;
}

absl::StatusOr<Principal> Pipeline::Authenticate(absl::string_view authorization) const {
  // The scheme's name is compared without case (RFC 9110, 11.1).
  if (!absl::StartsWithIgnoreCase(authorization, kBearer)) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "the call needs `authorization: Bearer <token>`");
  }
  return authenticator_(absl::StripLeadingAsciiWhitespace(authorization.substr(kBearer.size())));
}

void Pipeline::NoteError(const Principal& principal, absl::string_view method,
                         const absl::Status& status) {
  const bool is_refusal = absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status);
  if (!is_refusal || principal.tenant.IsNil() || on_refusal_ == nullptr) return;
  on_refusal_(principal, method, status);
}

absl::Status Pipeline::Admit(const Principal& principal, Lane lane, bool is_stream,
                             std::shared_ptr<Task> task) {
  // Callers without a token, as those of the token service, are not one tenant.
  const Uuid& tenant = principal.tenant;
  const absl::Duration wait = tenant.IsNil() ? absl::ZeroDuration() : limiter_.Take(tenant);
  if (wait > absl::ZeroDuration()) {
    return ResourceExhausted("TENANT_RATE", "the tenant's calls come faster than its limit", wait);
  }
  return pools_[static_cast<size_t>(lane)]->Submit(tenant, std::move(task),
                                                   is_stream ? principal.subject : std::string());
}

absl::Status Pipeline::Resume(const Principal& principal, Lane lane, bool is_stream,
                              std::shared_ptr<Task> task) {
  return pools_[static_cast<size_t>(lane)]->Submit(principal.tenant, std::move(task),
                                                   is_stream ? principal.subject : std::string(),
                                                   WorkerPool::Entry::kAdmitted);
}

}  // namespace guanxi::rpc
