#include "common/telemetry/span_exporter.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/rpc/client.h"

namespace guanxi::telemetry {
namespace {

constexpr size_t kBatch = 512;
constexpr int kBatchesAtOnce = 8;  // 4,096 spans a tick
constexpr absl::Duration kExportTimeout = absl::Seconds(2);
constexpr absl::string_view kScope = "guanxi.rpc";

void AddText(absl::string_view key, absl::string_view value, otlp::Span* span) {
  otlp::KeyValue* const attribute = span->add_attributes();
  attribute->set_key(std::string(key));
  attribute->mutable_value()->set_string_value(std::string(value));
}

void AddNumber(absl::string_view key, int64_t value, otlp::Span* span) {
  otlp::KeyValue* const attribute = span->add_attributes();
  attribute->set_key(std::string(key));
  attribute->mutable_value()->set_int_value(value);
}

// Whose error it is that a server should look at (OpenTelemetry's conventions for gRPC).
bool IsServersError(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kUnimplemented:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDataLoss:
      return true;
    default:
      return false;
  }
}

std::unique_ptr<otlp::TraceService::Stub> NewStub(const std::string& target) {
  rpc::ClientOptions options;
  options.target = target;
  options.tls = nullptr;  // a collector is none of the suite's processes
  return otlp::TraceService::NewStub(rpc::NewChannel(options));
}

}  // namespace

otlp::Span SpanOf(const rpc::Answered& answered) {
  const rpc::Call& call = answered.call;
  otlp::Span span;
  span.set_trace_id(absl::HexStringToBytes(call.trace.trace_id));
  span.set_span_id(absl::HexStringToBytes(call.trace.span_id));
  span.set_parent_span_id(absl::HexStringToBytes(call.trace.parent_span_id));
  span.set_trace_state(call.trace.state);
  span.set_kind(otlp::Span::KIND_SERVER);
  span.set_start_time_unix_nano(static_cast<uint64_t>(absl::ToUnixNanos(answered.received)));
  span.set_end_time_unix_nano(static_cast<uint64_t>(absl::ToUnixNanos(answered.answered)));
  // "/guanxi.customer.v1.CustomerService/GetCustomer".
  const absl::string_view path = absl::string_view(call.method).substr(call.method.empty() ? 0 : 1);
  const size_t slash = path.find('/');
  span.set_name(std::string(path));
  AddText("rpc.system", "grpc", &span);
  AddText("rpc.service", path.substr(0, slash), &span);
  if (slash != absl::string_view::npos) AddText("rpc.method", path.substr(slash + 1), &span);
  AddNumber("rpc.grpc.status_code", static_cast<int64_t>(answered.status.code()), &span);
  AddText("guanxi.lane", rpc::LaneName(call.lane), &span);
  AddNumber("guanxi.queue_us", absl::ToInt64Microseconds(answered.waited), &span);
  AddText("guanxi.request_id", call.request_id, &span);
  if (!call.principal.tenant.IsNil()) {
    AddText("guanxi.tenant", call.principal.tenant.ToString(), &span);
  }
  if (!answered.status.ok()) AddText("error.type", Reason(answered.status), &span);
  if (IsServersError(answered.status.code())) {
    span.mutable_status()->set_code(otlp::Status::CODE_ERROR);
  }
  return span;
}

SpanExporter::SpanExporter(Options options)
    : options_(std::move(options)), stub_(NewStub(options_.target)) {
  if (options_.registry != nullptr) {
    auto& spans = prometheus::BuildCounter()
                      .Name("guanxi_trace_spans_total")
                      .Help("Spans of sampled calls, by what became of them.")
                      .Register(*options_.registry);
    sent_ = &spans.Add({{"outcome", "sent"}});
    dropped_ = &spans.Add({{"outcome", "dropped"}});
  }
  ticker_.emplace(options_.interval, [this] {
    for (int i = 0; i < kBatchesAtOnce && SendBatch(); ++i) {
    }
  });
}

SpanExporter::~SpanExporter() {
  ticker_.reset();
  SendBatch();
}

void SpanExporter::Note(const rpc::Answered& answered) {
  if (!answered.call.trace.IsSampled()) return;
  otlp::Span span = SpanOf(answered);
  MutexLock lock(&mutex_);
  if (queue_.size() >= options_.queue_limit) {
    Count(dropped_, 1);
    return;
  }
  queue_.push_back(std::move(span));
}

bool SpanExporter::SendBatch() {
  otlp::ExportTraceServiceRequest request;
  otlp::ResourceSpans* const all = request.add_resource_spans();
  otlp::KeyValue* const name = all->mutable_resource()->add_attributes();
  name->set_key("service.name");
  name->mutable_value()->set_string_value(options_.service);
  otlp::ScopeSpans* const ours = all->add_scope_spans();
  ours->mutable_scope()->set_name(std::string(kScope));
  {
    MutexLock lock(&mutex_);
    for (size_t i = std::min(queue_.size(), kBatch); i > 0; --i) {
      *ours->add_spans() = std::move(queue_.front());
      queue_.pop_front();
    }
  }
  if (ours->spans_size() == 0) return false;
  grpc::ClientContext context;
  rpc::Prepare(kExportTimeout, "", &context);
  otlp::ExportTraceServiceResponse response;
  const grpc::Status status = stub_->Export(&context, request, &response);
  Count(status.ok() ? sent_ : dropped_, static_cast<size_t>(ours->spans_size()));
  if (!status.ok() && !failing_) {
    Log(Severity::kWarning, "telemetry.not_taken",
        {{"code", static_cast<int64_t>(status.error_code())}});
  }
  failing_ = !status.ok();
  return status.ok();
}

void SpanExporter::Count(prometheus::Counter* counter, size_t spans) {
  if (counter != nullptr) counter->Increment(static_cast<double>(spans));
}

}  // namespace guanxi::telemetry
