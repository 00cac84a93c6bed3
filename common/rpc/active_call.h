// The part of a call that does not depend on its message types; used by the reactors alone.
#ifndef GUANXI_COMMON_RPC_ACTIVE_CALL_H_
#define GUANXI_COMMON_RPC_ACTIVE_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/server_context.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/if_match.h"
#include "common/rpc/metrics.h"
#include "common/rpc/pipeline.h"

namespace guanxi::rpc {

// One RPC as declared: made by `Methods` from the service's descriptor.
struct Method {
  std::string path;  // "/guanxi.customer.v1.CustomerService/GetCustomer"
  Lane lane = Lane::kPoint;
  bool is_public = false;  // callable without a token
  std::string permission;  // what the caller needs; "": nobody may call it, unless it is public
  IfMatchUse if_match = IfMatchUse::kRefused;
  bool declared = true;  // false for the stand-in of an unknown name: every call fails
  std::unique_ptr<MethodMetrics> metrics;
};

// Carries one call through the steps of the pipeline (pipeline.h). Exactly one of the two who may
// answer a call, its worker and its cancellation, gets to: whoever first claims it.
//
// Thread-safe where something may come in between: MarkCancelled, Claim, Hold, GiveBack and what is
// const.
class ActiveCall {
 public:
  // All pointers are to outlive the call.
  ActiveCall(Pipeline* pipeline, const Method* method, Lane lane,
             grpc::CallbackServerContext* context);

  // Steps 1 to 5. The call may be answered with the error, or admitted. `request` is null where
  // messages come later.
  absl::Status Enter(const google::protobuf::Message* request);
  // Step 6. `task` must run the handler.
  absl::Status Admit(bool is_stream, std::shared_ptr<Task> task);
  // Queues a further step of a call that was admitted.
  absl::Status Resume(bool is_stream, std::shared_ptr<Task> task);
  // On the worker, before the handler and each further step: refuses a call that waited so long
  // that nobody is served, and decides about a caller whose rights were not known when the call
  // came; that may wait. A step is decided about anew: who loses his rights loses his stream.
  //   RESOURCE_EXHAUSTED  LANE_SLOW         it waited longer than the lane allows
  //   DEADLINE_EXCEEDED   DEADLINE_PASSED   its deadline passed while it waited
  // and the errors of policy::Authorizer
  absl::Status Begin(absl::Duration waited);
  // What a call is told that no worker came for.
  absl::Status Expired(absl::Duration waited);
  // Whether the caller may send `message` (request_check.h).
  absl::Status CheckMessage(const google::protobuf::Message& message, int64_t* bytes) const;
  // Leaves of an answer, or of a message of a stream, what the caller may see (policy::FieldView).
  void Present(google::protobuf::Message* message) const;
  // Whether the handler of a unary call, which failed, is to run once more, with the request as
  // this leaves it (Pipeline::OnFailure). Not for a call that nobody waits for.
  bool PutOtherwise(const absl::Status& status, google::protobuf::Message* request) const {
    return !call_.Cancelled() && pipeline_->PutOtherwise(call_, status, request);
  }
  // Whether `message` is small enough to be sent. gRPC would refuse it too, but after the log said
  // that the call went well.
  //   RESOURCE_EXHAUSTED  ANSWER_TOO_LARGE
  absl::Status CheckAnswer(const google::protobuf::Message& message) const;
  // The same, and counts it as held until Release.
  absl::Status HoldAnswer(const google::protobuf::Message& message);
  // Counts bytes of a stream as held, and no longer. Errors: those of MemoryBudget::Take.
  absl::Status Hold(int64_t bytes);
  void GiveBack(int64_t bytes);
  // What the call held in memory is free. gRPC is done with it.
  void Release();
  // Step 8. Once, by whoever claimed the call; the result is for Finish.
  grpc::Status Leave(const absl::Status& status);

  // Puts the request id into the headers, once; a stream does so before its first message.
  void SendRequestId();

  // True for the first who asks.
  bool Claim() { return !claimed_.exchange(true); }
  void MarkCancelled() { call_.shared->cancelled.store(true, std::memory_order_relaxed); }
  // How a call ended whose caller went away.
  absl::Status Abandoned() const;

  const Call& call() const { return call_; }
  absl::Duration stall_limit() const { return pipeline_->options().stream_stall_limit; }
  const MinimumRate::Options& minimum_rate() const { return pipeline_->options().stream_rate; }

 private:
  void TakeIdentity();
  absl::Status TakeDeadline();
  absl::Status Authenticate();
  void TakeCause(absl::string_view text);
  absl::Status Authorize();
  absl::Status CheckWait(absl::Duration waited);
  absl::Status TakeIfMatch();
  absl::Status HoldRequest(const google::protobuf::Message* request);
  absl::Status LaneSlow() const;
  void WriteLog(const absl::Status& seen, const absl::Status& status, absl::Time now) const;

  Pipeline* const pipeline_;
  const Method* const method_;
  grpc::CallbackServerContext* const context_;  // not after Finish
  const absl::Time received_;
  absl::Duration waited_;
  std::atomic<int64_t> held_{0};  // bytes of the budget
  bool request_id_sent_ = false;
  bool decided_ = false;  // what the caller may do; else the worker finds out
  bool began_ = false;    // a worker has had it
  std::atomic<bool> claimed_{false};
  Call call_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_ACTIVE_CALL_H_
