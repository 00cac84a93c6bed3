// What happens to every call on its way to a handler and back.
#ifndef GUANXI_COMMON_RPC_PIPELINE_H_
#define GUANXI_COMMON_RPC_PIPELINE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/rpc/call.h"
#include "common/rpc/lane.h"
#include "common/rpc/log_limit.h"
#include "common/rpc/memory_budget.h"
#include "common/rpc/stream.h"
#include "common/rpc/tenant_limiter.h"
#include "common/rpc/worker_pool.h"

namespace guanxi::policy {
class Authorizer;
}
namespace google::protobuf {
class Message;
}
namespace prometheus {
class Registry;
}

namespace guanxi::rpc {

// Turns a bearer token into a principal. Called on gRPC's own threads: it must not wait for
// anything (TokenVerifier in common/auth does not).
using Authenticator = std::function<absl::StatusOr<Principal>(absl::string_view token)>;

// Is told of a call that its caller, whom a token named, had no right to: PERMISSION_DENIED, or
// UNAUTHENTICATED of an account that is not active or a session that has ended. `method` is that of
// rpc::Call. Called while the call is answered, on any thread: it must not wait for anything.
using RefusalObserver = std::function<void(const Principal& principal, absl::string_view method,
                                           const absl::Status& status)>;

// Is asked when the handler of a unary call failed, on its worker: whether the request, which it
// may change, can be put otherwise. Then the handler runs once more.
using Rephrase = std::function<bool(const Call& call, const absl::Status& status,
                                    google::protobuf::Message* request)>;

// A call that was answered. References are good while the observer runs.
struct Answered {
  const Call& call;
  absl::Time received;
  absl::Time answered;
  absl::Duration waited;       // for a worker
  const absl::Status& status;  // as the caller knows it
};
// Is told of every call, on any thread: it must not wait for anything.
using AnswerObserver = std::function<void(const Answered&)>;

struct PipelineOptions {
  // threads, queue_limit, max_queue_age, default_deadline, max_deadline.
  LaneOptions point{16, 512, absl::Milliseconds(500), absl::Seconds(5), absl::Seconds(10)};
  LaneOptions scan{4, 64, absl::Seconds(2), absl::Seconds(15), absl::Seconds(30)};
  LaneOptions job{8, 32, absl::Seconds(10), absl::Minutes(10), absl::Minutes(30)};
  TenantRate tenant_rate;
  // A stream on which nothing moves for this long is ended: it holds memory, and what it took.
  absl::Duration stream_stall_limit = absl::Seconds(30);
  // A caller that sends more slowly loses its stream.
  MinimumRate::Options stream_rate;
  // What requests that wait or run, with the copies that handlers make of them, and answers on
  // their way may hold together, and how many streams are open (memory_budget.h).
  int64_t memory_bytes = int64_t{128} << 20;
  // A larger answer, or message of a stream, is an error: gRPC's clients take no more unless told.
  int max_answer_bytes = 4 << 20;
  // So many successful calls are logged each second; errors always are.
  int logged_successes_per_second = 100;
  // Of traces that begin here, since the caller says nothing of one, this share (0 to 1) is
  // sampled.
  double trace_share = 0;
};

// INVALID_ARGUMENT that names every option that makes no sense.
absl::Status Validate(const PipelineOptions& options);

// The lanes, the limits and the steps of a call, in this fixed order:
//   1. request id and trace context are taken from the caller or made
//   2. the deadline is capped by the lane; a call whose deadline is spent is refused
//   3. the bearer token becomes a principal (not for public methods)
//   4. the method's permission: what the principal may do is decided; `if-match` is read
//   5. the request is counted against the memory budget and looked through for unknown fields
//   6. admission: the tenant's token bucket, its and the caller's share of the lane, queue length
//   7. the handler runs on one of the lane's own workers; that of a unary call which fails runs a
//      second time if somebody knows how to put the request otherwise (OnFailure)
//   8. of the answer what the caller may see, its size, status conversion, one log line, metrics
// Steps 1 to 6 run on gRPC's threads and never block, so an overloaded server says so at once. A
// caller whose rights are not known yet is decided about by the worker, before the handler.
// Services do not call this class; they declare their methods with `Methods` (methods.h).
//
// Thread-safe. Must outlive the services that use it and the server that they are registered with.
class Pipeline {
 public:
  // `options` must be valid. `authorizer` is not owned.
  Pipeline(const PipelineOptions& options, Authenticator authenticator,
           const policy::Authorizer* authorizer, std::shared_ptr<prometheus::Registry> registry);
  ~Pipeline();

  const PipelineOptions& options() const { return options_; }
  const LaneOptions& lane_options(Lane lane) const;
  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

  // Step 3. Errors: those of the authenticator, or
  //   UNAUTHENTICATED  TOKEN_MISSING  there is no `authorization: Bearer ...`
  absl::StatusOr<Principal> Authenticate(absl::string_view authorization) const;

  // Step 4.
  const policy::Authorizer& authorizer() const { return *authorizer_; }

  // Who is told of refusals; before the first call.
  void OnRefusal(RefusalObserver observer) { on_refusal_ = std::move(observer); }
  // Of step 8: tells him, if the error is one.
  void NoteError(const Principal& principal, absl::string_view method, const absl::Status& status);

  // Who puts requests otherwise; before the first call.
  void OnFailure(Rephrase rephrase) { rephrase_ = std::move(rephrase); }
  // Of step 7: whether the handler is to run once more.
  bool PutOtherwise(const Call& call, const absl::Status& status,
                    google::protobuf::Message* request) const {
    return rephrase_ != nullptr && rephrase_(call, status, request);
  }

  // Who is told of answers; before the first call.
  void OnAnswer(AnswerObserver observer) { on_answer_ = std::move(observer); }
  // Of step 8.
  void NoteAnswer(const Answered& answered) const {
    if (on_answer_ != nullptr) on_answer_(answered);
  }

  // Step 6: queues `task` for a worker or refuses it. Errors: those of WorkerPool::Submit, or
  //   RESOURCE_EXHAUSTED  TENANT_RATE  the tenant calls more often than it may
  // Steps of streams, which may last, are held to their caller's share of the lane.
  absl::Status Admit(const Principal& principal, Lane lane, bool is_stream,
                     std::shared_ptr<Task> task);

  // Queues a further step of a call that was admitted: refused by nothing, but as old as others
  // when no worker comes.
  absl::Status Resume(const Principal& principal, Lane lane, bool is_stream,
                      std::shared_ptr<Task> task);

  MemoryBudget& memory() { return memory_; }
  LogLimit& success_log() { return success_log_; }

 private:
  const PipelineOptions options_;
  const Authenticator authenticator_;
  const policy::Authorizer* const authorizer_;
  const std::shared_ptr<prometheus::Registry> registry_;
  RefusalObserver on_refusal_;
  AnswerObserver on_answer_;
  Rephrase rephrase_;
  TenantLimiter limiter_;
  MemoryBudget memory_;
  LogLimit success_log_;
  std::array<std::unique_ptr<WorkerPool>, kLaneCount> pools_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_PIPELINE_H_
