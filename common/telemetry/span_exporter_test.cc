#include "common/telemetry/span_exporter.h"

#include <grpcpp/grpcpp.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::telemetry {
namespace {

using ::testing::HasSubstr;

constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00f067aa0ba902b7";

// Takes spans, or refuses them.
class Collector : public otlp::TraceService::Service {
 public:
  Collector() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }

  grpc::Status Export(grpc::ServerContext*, const otlp::ExportTraceServiceRequest* request,
                      otlp::ExportTraceServiceResponse*) override {
    ++calls;
    if (refuses) return grpc::Status(grpc::StatusCode::UNAVAILABLE, "");
    MutexLock lock(&mutex_);
    for (const auto& resource : request->resource_spans()) {
      service_ = resource.resource().attributes(0).value().string_value();
      for (const auto& scope : resource.scope_spans()) {
        spans_.insert(spans_.end(), scope.spans().begin(), scope.spans().end());
      }
    }
    return grpc::Status::OK;
  }

  std::string target() const { return absl::StrCat("127.0.0.1:", port_); }
  size_t count() {
    MutexLock lock(&mutex_);
    return spans_.size();
  }
  otlp::Span first() {
    MutexLock lock(&mutex_);
    return spans_.at(0);
  }
  std::string service() {
    MutexLock lock(&mutex_);
    return service_;
  }

  std::atomic<int> calls{0};
  std::atomic<bool> refuses{false};

 private:
  int port_ = 0;
  Mutex mutex_;
  std::vector<otlp::Span> spans_ ABSL_GUARDED_BY(mutex_);
  std::string service_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Server> server_;
};

class SpanExporterTest : public ::testing::Test {
 protected:
  SpanExporter::Options Options() {
    SpanExporter::Options options;
    options.target = collector_.target();
    options.service = "customer-svc";
    options.interval = absl::Milliseconds(10);
    options.registry = &registry_;
    return options;
  }

  static rpc::Call SampledCall() {
    rpc::Call call;
    call.method = "/guanxi.customer.v1.CustomerService/GetCustomer";
    call.request_id = "request-1";
    call.trace = rpc::ContinueTrace(absl::StrCat("00-", kTraceId, "-", kParent, "-01"), "v=1");
    return call;
  }

  static void Note(SpanExporter* exporter, const rpc::Call& call,
                   const absl::Status& status = absl::OkStatus()) {
    const absl::Time received = absl::FromUnixSeconds(1800000000);
    exporter->Note(
        {call, received, received + absl::Milliseconds(7), absl::Microseconds(40), status});
  }

  std::string Metrics() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  Collector collector_;
  prometheus::Registry registry_;
};

TEST_F(SpanExporterTest, SendsWhatACallWas) {
  const rpc::Call call = SampledCall();
  SpanExporter exporter(Options());
  Note(&exporter, call, NotFound("customers/1", "CUSTOMER_NOT_FOUND"));
  ASSERT_TRUE(Eventually([&] { return collector_.count() == 1; }));
  EXPECT_EQ(collector_.service(), "customer-svc");
  const otlp::Span span = collector_.first();
  EXPECT_EQ(absl::BytesToHexString(span.trace_id()), kTraceId);
  EXPECT_EQ(absl::BytesToHexString(span.parent_span_id()), kParent);
  EXPECT_EQ(absl::BytesToHexString(span.span_id()), call.trace.span_id);
  EXPECT_EQ(span.trace_state(), "v=1");
  EXPECT_EQ(span.name(), "guanxi.customer.v1.CustomerService/GetCustomer");
  EXPECT_EQ(span.end_time_unix_nano() - span.start_time_unix_nano(), 7000000u);
  std::map<std::string, std::string> attributes;
  for (const auto& one : span.attributes()) {
    attributes[one.key()] = one.value().has_string_value() ? one.value().string_value()
                                                           : absl::StrCat(one.value().int_value());
  }
  EXPECT_EQ(attributes["rpc.service"], "guanxi.customer.v1.CustomerService");
  EXPECT_EQ(attributes["rpc.method"], "GetCustomer");
  EXPECT_EQ(attributes["rpc.grpc.status_code"], "5");
  EXPECT_EQ(attributes["guanxi.request_id"], "request-1");
  EXPECT_EQ(attributes["guanxi.queue_us"], "40");
  // The caller's mistake is no error of the server's.
  EXPECT_EQ(span.status().code(), otlp::Status::CODE_UNSET);
}

TEST_F(SpanExporterTest, MarksTheServersErrors) {
  const rpc::Call call = SampledCall();
  const absl::Status status = Unavailable("DB_UNAVAILABLE", "it is away");
  const absl::Time now = absl::FromUnixSeconds(1800000000);
  const otlp::Span span = SpanOf({call, now, now, absl::ZeroDuration(), status});
  EXPECT_EQ(span.status().code(), otlp::Status::CODE_ERROR);
  EXPECT_EQ(span.status().message(), "");
}

TEST_F(SpanExporterTest, LeavesOutWhatIsNotSampled) {
  rpc::Call other = SampledCall();
  other.trace.flags = 0;
  SpanExporter exporter(Options());
  Note(&exporter, other);
  Note(&exporter, SampledCall());
  ASSERT_TRUE(Eventually([&] { return collector_.count() == 1; }));
  EXPECT_EQ(collector_.first().trace_id().size(), 16u);
}

TEST_F(SpanExporterTest, DropsWhatIsTooMuchAndWhatIsNotTaken) {
  SpanExporter::Options options = Options();
  options.queue_limit = 3;
  options.interval = absl::Hours(1);  // the end sends
  collector_.refuses = true;
  {
    SpanExporter exporter(options);
    for (int i = 0; i < 5; ++i) Note(&exporter, SampledCall());
  }
  EXPECT_EQ(collector_.count(), 0u);
  EXPECT_THAT(Metrics(), HasSubstr("guanxi_trace_spans_total{outcome=\"dropped\"} 5"));
}

TEST_F(SpanExporterTest, SendsTheLastOnesAtItsEnd) {
  SpanExporter::Options options = Options();
  options.interval = absl::Hours(1);
  {
    SpanExporter exporter(options);
    Note(&exporter, SampledCall());
  }
  EXPECT_EQ(collector_.count(), 1u);
  EXPECT_THAT(Metrics(), HasSubstr("guanxi_trace_spans_total{outcome=\"sent\"} 1"));
}

}  // namespace
}  // namespace guanxi::telemetry
