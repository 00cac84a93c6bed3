#include "gateway/envoy/check/filter.h"

#include <ctime>
#include <string>

#include "gateway/envoy/check/log_sample.h"
#include "gateway/envoy/check/methods.h"

namespace guanxi::edge {
namespace {

// As the routes of unary calls have it. Envoy refuses more before it comes here.
constexpr size_t kMaxBody = 1 << 20;

Answer TooLarge() {
  return Refusal(413, Code::kInvalidArgument,
                 {"", "The request body is larger than 1 MiB.", "BODY_TOO_LARGE"});
}

}  // namespace

AbiHeadersStatus Filter::OnRequestHeaders(bool is_end) {
  const Verdict verdict = check_.CheckHeaders(&stream_);
  method_ = verdict.method;
  NoteForLog(verdict);
  if (verdict.answer) {
    Refuse(*verdict.answer);
    return kHeadersStop;
  }
  waits_ = verdict.waits && !is_end;
  return waits_ ? kHeadersStop : kHeadersContinue;
}

AbiBodyStatus Filter::OnRequestBody(bool is_end) {
  if (refused_) return kBodyStop;
  if (!waits_) return kBodyContinue;
  if (!is_end) return kBodyBuffer;
  waits_ = false;
  return PassesBody(BodyPart::kHeldAndReceived) ? kBodyContinue : kBodyStop;
}

AbiTrailersStatus Filter::OnRequestTrailers() {
  if (refused_) return kTrailersStop;
  if (!waits_) return kTrailersContinue;
  waits_ = false;
  return PassesBody(BodyPart::kHeld) ? kTrailersContinue : kTrailersStop;
}

bool Filter::PassesBody(BodyPart part) {
  std::string copy;
  const std::optional<std::string_view> body = stream_.Body(part, kMaxBody, &copy);
  const std::optional<Answer> answer =
      body ? check_.CheckBody(*method_, stream_, *body) : std::optional<Answer>(TooLarge());
  if (answer) Refuse(*answer);
  return !answer;
}

void Filter::Refuse(const Answer& answer) {
  refused_ = true;
  NoteFailure();
  stream_.Send(answer);
}

// What is set costs more than the rest of the check: nothing that no line needs. Of a gRPC call it
// is not known here whether it fails.
void Filter::NoteForLog(const Verdict& verdict) {
  if (verdict.rpc != nullptr) stream_.SetLogPath(verdict.rpc->path);
  if (!verdict.grpc && method_ == nullptr) return;
  static thread_local LogSample sample;
  if (!sample.IsLogged(std::time(nullptr))) return;
  stream_.SetLogged();
  NoteFailure();
}

// The line of a REST request that failed has its path, though it was not known to be written. Where
// an earlier filter refused it, its method is not known yet.
void Filter::NoteFailure() {
  if (noted_) return;
  noted_ = true;
  // The transcoder puts its own in place of the client's.
  const auto original = [this](const char* name, const char* now) {
    const auto value = stream_.Get(name);
    return (value ? value : stream_.Get(now)).value_or("");
  };
  std::string_view path = original("x-envoy-original-path", ":path");
  path = path.substr(0, path.find('?'));
  if (method_ == nullptr) {
    const std::string_view verb = original("x-envoy-original-method", ":method");
    method_ = check_.methods().FindMethod(verb, path);
  }
  if (method_ != nullptr) stream_.SetLogPath(PathForLog(*method_, path));
}

void Filter::OnMistake() {
  if (refused_) return;
  Refuse(
      Refusal(500, Code::kInternal, {"", "The edge could not check the request.", "EDGE_ERROR"}));
}

void Filter::OnResponseHeaders() {
  if (!noted_ && stream_.ResponseStatus() >= "400") NoteFailure();
}

}  // namespace guanxi::edge
