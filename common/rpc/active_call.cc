#include "common/rpc/active_call.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/policy/authorizer.h"
#include "common/policy/field_view.h"
#include "common/rpc/request_check.h"

namespace guanxi::rpc {
namespace {

constexpr size_t kMaxRequestId = 128;
// What gRPC and we keep of a call besides its messages, metadata included.
constexpr int64_t kCallBytes = 16 << 10;
constexpr size_t kMaxLoggedError = 256;
// A caller's own deadline fires a little before ours, which began when the call arrived.
constexpr absl::Duration kDeadlineSlack = absl::Milliseconds(50);

absl::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto& all = context.client_metadata();
  const auto it = all.find(key);
  return it == all.end() ? absl::string_view()
                         : absl::string_view(it->second.data(), it->second.size());
}

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxRequestId &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

std::string NewRequestId() {
  static auto* const source = new UuidSource;
  return source->Next().ToString();
}

Severity SeverityOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return Severity::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return Severity::kWarning;
    default:
      return Severity::kInfo;
  }
}

}  // namespace

ActiveCall::ActiveCall(Pipeline* pipeline, const Method* method, Lane lane,
                       grpc::CallbackServerContext* context)
    : pipeline_(pipeline), method_(method), context_(context), received_(absl::Now()) {
  call_.method = method->path;
  call_.lane = lane;
}

absl::Status ActiveCall::Enter(const google::protobuf::Message* request) {
  TakeIdentity();
  if (!method_->declared) {
    return Error(absl::StatusCode::kInternal, "METHOD_UNDECLARED", "the method is not declared");
  }
  GUANXI_RETURN_IF_ERROR(TakeDeadline());
  GUANXI_RETURN_IF_ERROR(Authenticate());
  GUANXI_RETURN_IF_ERROR(Authorize());
  GUANXI_RETURN_IF_ERROR(TakeIfMatch());
  return HoldRequest(request);
}

void ActiveCall::TakeIdentity() {
  const absl::string_view id = Metadata(*context_, "x-request-id");
  call_.request_id = IsRequestId(id) ? std::string(id) : NewRequestId();
  call_.trace =
      ContinueTrace(Metadata(*context_, "traceparent"), Metadata(*context_, "tracestate"));
  const bool begins = call_.trace.parent_span_id.empty();
  if (begins && call_.trace.IsAmong(pipeline_->options().trace_share)) call_.trace.flags |= 1;
}

// By gRPC's own time: std::chrono's ends in 2262, and callers may ask for later.
absl::Status ActiveCall::TakeDeadline() {
  const LaneOptions& lane = pipeline_->lane_options(call_.lane);
  const gpr_timespec asked = gpr_convert_clock_type(context_->raw_deadline(), GPR_CLOCK_REALTIME);
  if (gpr_time_cmp(asked, gpr_inf_future(GPR_CLOCK_REALTIME)) == 0) {
    call_.deadline = received_ + lane.default_deadline;
    return absl::OkStatus();
  }
  const absl::Time deadline =
      absl::FromUnixSeconds(asked.tv_sec) + absl::Nanoseconds(asked.tv_nsec);
  call_.deadline = std::min(deadline, received_ + lane.max_deadline);
  if (call_.deadline <= received_) {
    return DeadlineExceeded("DEADLINE_SPENT", "the deadline had passed when the call arrived");
  }
  return absl::OkStatus();
}

absl::Status ActiveCall::Authenticate() {
  const absl::string_view authorization = Metadata(*context_, "authorization");
  call_.authorization = std::string(authorization);
  call_.origin = std::string(Metadata(*context_, "origin"));
  if (method_->is_public) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(call_.principal, pipeline_->Authenticate(authorization));
  // What cannot be read is as if it were not there: it says nothing of what the call may do.
  if (!call_.principal.actor.empty()) TakeCause(Metadata(*context_, kCauseKey));
  return absl::OkStatus();
}

void ActiveCall::TakeCause(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, '/');
  const auto root = Uuid::Parse(parts.first);
  int depth = 0;
  if (!root.ok() || !absl::SimpleAtoi(parts.second, &depth) || depth < 0) return;
  call_.cause_root = *root;
  call_.cause_depth = depth;
}

absl::Status ActiveCall::Authorize() {
  decided_ = method_->is_public;
  if (decided_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(decided_,
                          pipeline_->authorizer().TryDecide(method_->permission, &call_.principal));
  return absl::OkStatus();
}

absl::Status ActiveCall::TakeIfMatch() {
  const auto [begin, end] = context_->client_metadata().equal_range("if-match");
  if (begin == end || method_->if_match == IfMatchUse::kIgnored) return absl::OkStatus();
  if (method_->if_match == IfMatchUse::kRefused) {
    return InvalidField("if-match", "this method knows no condition", "IF_MATCH_UNSUPPORTED");
  }
  if (std::next(begin) != end) {
    return InvalidField("if-match", "comes more than once", "IF_MATCH_MALFORMED");
  }
  const absl::string_view header(begin->second.data(), begin->second.size());
  GUANXI_ASSIGN_OR_RETURN(call_.if_match, ParseIfMatch(header));
  return absl::OkStatus();
}

absl::Status ActiveCall::HoldRequest(const google::protobuf::Message* request) {
  int64_t bytes = 0;
  if (request != nullptr) GUANXI_RETURN_IF_ERROR(CheckMessage(*request, &bytes));
  bytes += kCallBytes;
  GUANXI_RETURN_IF_ERROR(pipeline_->memory().Take(call_.principal, bytes));
  held_ = bytes;
  return absl::OkStatus();
}

absl::Status ActiveCall::CheckMessage(const google::protobuf::Message& message,
                                      int64_t* bytes) const {
  return CheckRequest(message, pipeline_->memory().largest(), bytes);
}

void ActiveCall::Present(google::protobuf::Message* message) const {
  if (call_.principal.rights != nullptr) policy::PresentAnswer(*call_.principal.rights, message);
}

absl::Status ActiveCall::CheckAnswer(const google::protobuf::Message& message) const {
  const size_t limit = pipeline_->options().max_answer_bytes;
  if (message.ByteSizeLong() <= limit) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, "ANSWER_TOO_LARGE",
               absl::StrCat("the answer has more than ", limit,
                            " bytes: ask for fewer resources or fields at a time"));
}

// The message and what it is serialised to: both are there until the caller has taken it.
absl::Status ActiveCall::HoldAnswer(const google::protobuf::Message& message) {
  GUANXI_RETURN_IF_ERROR(CheckAnswer(message));
  const int64_t bytes = 2 * static_cast<int64_t>(message.ByteSizeLong());
  pipeline_->memory().Add(call_.principal, bytes);
  held_ += bytes;
  return absl::OkStatus();
}

absl::Status ActiveCall::Hold(int64_t bytes) {
  GUANXI_RETURN_IF_ERROR(pipeline_->memory().Take(call_.principal, bytes));
  held_ += bytes;
  return absl::OkStatus();
}

void ActiveCall::GiveBack(int64_t bytes) {
  if (bytes == 0) return;
  pipeline_->memory().GiveBack(call_.principal, bytes);
  held_ -= bytes;
}

void ActiveCall::Release() {
  const int64_t held = held_.exchange(0);
  if (held != 0) pipeline_->memory().GiveBack(call_.principal, held);
}

absl::Status ActiveCall::Admit(bool is_stream, std::shared_ptr<Task> task) {
  return pipeline_->Admit(call_.principal, call_.lane, is_stream, std::move(task));
}

absl::Status ActiveCall::Resume(bool is_stream, std::shared_ptr<Task> task) {
  return pipeline_->Resume(call_.principal, call_.lane, is_stream, std::move(task));
}

absl::Status ActiveCall::Begin(absl::Duration waited) {
  GUANXI_RETURN_IF_ERROR(CheckWait(waited));
  const bool is_first = !std::exchange(began_, true);
  if (method_->is_public || (is_first && decided_)) return absl::OkStatus();
  return pipeline_->authorizer().Decide(method_->permission, call_.deadline, &call_.principal);
}

absl::Status ActiveCall::CheckWait(absl::Duration waited) {
  waited_ = waited;
  if (absl::Now() >= call_.deadline) {
    return DeadlineExceeded("DEADLINE_PASSED", "the deadline passed while the call waited");
  }
  return waited > pipeline_->lane_options(call_.lane).max_queue_age ? LaneSlow() : absl::OkStatus();
}

absl::Status ActiveCall::Expired(absl::Duration waited) {
  const absl::Status status = CheckWait(waited);
  return status.ok() ? LaneSlow() : status;
}

absl::Status ActiveCall::LaneSlow() const {
  return ResourceExhausted("LANE_SLOW", "the call waited too long for a worker",
                           pipeline_->lane_options(call_.lane).max_queue_age);
}

absl::Status ActiveCall::Abandoned() const {
  if (absl::Now() + kDeadlineSlack >= call_.deadline) {
    return DeadlineExceeded("DEADLINE_PASSED", "the deadline passed before the answer");
  }
  return Error(absl::StatusCode::kCancelled, "CANCELLED", "the caller cancelled the call");
}

grpc::Status ActiveCall::Leave(const absl::Status& status) {
  const absl::Time now = absl::Now();
  // An answer that nobody waited for was not OK; an error keeps its reason.
  const absl::Status seen = status.ok() && call_.Cancelled() ? Abandoned() : status;
  method_->metrics->Record(seen.code(), call_.lane, now - received_);
  WriteLog(seen, status, now);
  pipeline_->NoteError(call_.principal, call_.method, status);
  pipeline_->NoteAnswer({call_, received_, now, waited_, seen});
  for (const auto& [key, value] : call_.shared->response_headers) {
    context_->AddInitialMetadata(key, value);
  }
  // Headers before an error would commit the caller's channel to this attempt.
  if (status.ok()) {
    SendRequestId();
  } else {
    context_->AddTrailingMetadata("x-request-id", call_.request_id);
  }
  return ToGrpcStatus(status);
}

void ActiveCall::SendRequestId() {
  if (std::exchange(request_id_sent_, true)) return;
  context_->AddInitialMetadata("x-request-id", call_.request_id);
}

// `seen` is what the caller knows; `status` what the handler said, maybe to nobody.
void ActiveCall::WriteLog(const absl::Status& seen, const absl::Status& status,
                          absl::Time now) const {
  std::vector<LogField> fields;
  fields.reserve(15);
  if (seen.ok()) {
    const std::optional<int64_t> left_out = pipeline_->success_log().Take(now);
    if (!left_out.has_value()) return;
    if (*left_out > 0) fields.emplace_back("left_out", *left_out);
  }
  fields.emplace_back("method", call_.method);
  fields.emplace_back("code", absl::StatusCodeToString(seen.code()));
  if (!seen.ok()) fields.emplace_back("reason", Reason(seen));
  if (seen.code() != status.code()) {
    fields.emplace_back("handler_code", absl::StatusCodeToString(status.code()));
  }
  fields.emplace_back("duration_us", absl::ToInt64Microseconds(now - received_));
  fields.emplace_back("queue_us", absl::ToInt64Microseconds(waited_));
  if (now > call_.deadline) {
    fields.emplace_back("late_us", absl::ToInt64Microseconds(now - call_.deadline));
  }
  fields.emplace_back("lane", LaneName(call_.lane));
  if (!call_.principal.tenant.IsNil()) {
    fields.emplace_back("tenant", call_.principal.tenant.ToString());
  }
  fields.emplace_back("request_id", call_.request_id);
  fields.emplace_back("trace_id", call_.trace.trace_id);
  fields.emplace_back("span_id", call_.trace.span_id);
  // Callers get no text with INTERNAL: this is the only place where it is kept.
  if (SeverityOf(status) == Severity::kError) {
    fields.emplace_back("error", status.message().substr(0, kMaxLoggedError));
  }
  Log(SeverityOf(seen), "rpc.call", fields);
}

}  // namespace guanxi::rpc
