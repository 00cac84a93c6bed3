// Traces: what calls took, sent to a collector of OpenTelemetry (OTLP over gRPC).
#ifndef GUANXI_COMMON_TELEMETRY_SPAN_EXPORTER_H_
#define GUANXI_COMMON_TELEMETRY_SPAN_EXPORTER_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/ticker.h"
#include "common/rpc/pipeline.h"
#include "common/telemetry/otlp.grpc.pb.h"

namespace prometheus {
class Counter;
class Registry;
}  // namespace prometheus

namespace guanxi::telemetry {

namespace otlp = ::opentelemetry::proto::collector::trace::v1;

// The span of a call that was answered: its method, times, code and reason, lane, wait, request id
// and tenant. As in the log, nothing of its contents and no subject.
otlp::Span SpanOf(const rpc::Answered& answered);

// Keeps spans of sampled calls for a moment and sends them in batches, on a thread of its own. Who
// makes calls never waits for it: what the collector does not take in time is dropped and counted.
// Metric: guanxi_trace_spans_total{outcome}: sent, dropped.
//
// Thread-safe. The end waits for what is under way, and for one last batch, at most 2 s each.
class SpanExporter {
 public:
  struct Options {
    std::string target;   // of the collector: any gRPC target, plain text
    std::string service;  // "customer-svc"
    size_t queue_limit = 4096;
    absl::Duration interval = absl::Seconds(1);
    prometheus::Registry* registry = nullptr;  // not owned; null: nothing is counted
  };

  explicit SpanExporter(Options options);
  ~SpanExporter();

  // Takes the span of a call, if its trace is sampled. Waits for nothing.
  void Note(const rpc::Answered& answered);

 private:
  // Sends what is there; false if the collector did not take it, or nothing was there.
  bool SendBatch();
  void Count(prometheus::Counter* counter, size_t spans);

  const Options options_;
  const std::unique_ptr<otlp::TraceService::Stub> stub_;
  prometheus::Counter* sent_ = nullptr;
  prometheus::Counter* dropped_ = nullptr;
  bool failing_ = false;  // of the ticker's thread: one line for a row of failures
  Mutex mutex_;
  std::deque<otlp::Span> queue_ ABSL_GUARDED_BY(mutex_);
  std::optional<Ticker> ticker_;  // last: its thread uses the members above
};

}  // namespace guanxi::telemetry

#endif  // GUANXI_COMMON_TELEMETRY_SPAN_EXPORTER_H_
