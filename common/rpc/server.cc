#include "common/rpc/server.h"

#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/ticker.h"
#include "common/errors/errors.h"
#include "common/rpc/grpc_log.h"

namespace guanxi::rpc {
namespace {

constexpr absl::Duration kReadinessInterval = absl::Seconds(1);
// How long a handler may go on after its caller was cut off: it looks at Cancelled() now and then.
constexpr absl::Duration kDrainGrace = absl::Seconds(5);
constexpr int kMaxMetadataBytes = 16 << 10;
constexpr int kMaxHealthRequest = 1 << 10;

std::string Address(const std::string& host, int port) { return absl::StrCat(host, ":", port); }

absl::Status PortInUse(absl::string_view what, const std::string& address) {
  return Unavailable("PORT_IN_USE", absl::StrCat("the ", what, " port ", address, " is taken"));
}

// gRPC inflates a message before it measures it: 4 kB can be 4 MB, or 4 GB. Calls with a
// `grpc-encoding` are refused (UNIMPLEMENTED), and nothing is inflated even until they are.
void RefuseCompression(grpc::ServerBuilder* builder) {
  constexpr int kIdentityAlone = 1 << GRPC_COMPRESS_NONE;
  builder->AddChannelArgument(GRPC_COMPRESSION_CHANNEL_ENABLED_ALGORITHMS_BITSET, kIdentityAlone);
  builder->AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  builder->AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0);
}

absl::StatusOr<std::unique_ptr<grpc::Server>> Build(grpc::ServerBuilder* builder,
                                                    absl::string_view what,
                                                    const std::string& address, int* port,
                                                    grpc::CallbackGenericService* no_others,
                                                    const Tls* tls = nullptr) {
  RefuseCompression(builder);
  // Without a callback service a server wants somebody to poll it.
  builder->RegisterCallbackGenericService(no_others);
  // Without this a second process could bind the same port and take half of the calls.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder->AddListeningPort(
      address, tls != nullptr ? tls->ServerCredentials() : grpc::InsecureServerCredentials(), port);
  std::unique_ptr<grpc::Server> server = builder->BuildAndStart();
  if (server == nullptr || *port == 0) return PortInUse(what, address);
  return server;
}

// Limits on what one peer may cost: messages, metadata, streams, pings, dead connections.
void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  grpc::ResourceQuota buffers("guanxi");
  buffers.Resize(options.buffer_bytes);
  builder->SetResourceQuota(buffers);
  builder->SetMaxReceiveMessageSize(options.max_receive_bytes);
  builder->SetMaxSendMessageSize(-1);  // the pipeline looks at answers
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_streams);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, 3);
  if (options.connection_age != absl::InfiniteDuration()) {
    builder->AddChannelArgument(
        GRPC_ARG_MAX_CONNECTION_AGE_MS,
        static_cast<int>(absl::ToInt64Milliseconds(options.connection_age)));
  }
}

class GrpcServer : public Server {
 public:
  GrpcServer(const ServerOptions& options, std::vector<Readiness> readiness,
             std::shared_ptr<prometheus::Registry> registry)
      : options_(options), readiness_(std::move(readiness)), registry_(std::move(registry)) {
    if (registry_ == nullptr) return;
    auto& ready = prometheus::BuildGauge()
                      .Name("guanxi_server_ready")
                      .Help("1 while a check of readiness holds.")
                      .Register(*registry_);
    for (const Readiness& one : readiness_) ready_.push_back(&ready.Add({{"check", one.name}}));
  }

  ~GrpcServer() override {
    if (grpc_ == nullptr) return;  // Bind failed
    Drain().IgnoreError();         // it was logged
    if (stopper_.joinable()) stopper_.join();
  }

  // The rest of the construction: what can fail.
  absl::Status Bind(const std::vector<grpc::Service*>& services) {
    // Debian's Abseil looks for lock cycles, 5 % of a short call; our own locks are std::mutex.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    InstallGrpcLog();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder health;
    health.SetMaxReceiveMessageSize(kMaxHealthRequest);
    GUANXI_ASSIGN_OR_RETURN(health_,
                            Build(&health, "health", Address(options_.host, options_.health_port),
                                  &ports_.health, &no_others_[0]));
    health_->GetHealthCheckService()->SetServingStatus(false);
    GUANXI_RETURN_IF_ERROR(BindMetrics());

    grpc::ServerBuilder builder;
    SetLimits(options_, &builder);
    // No second health service on the service port.
    builder.SetOption(std::make_unique<grpc::HealthCheckServiceServerBuilderOption>(nullptr));
    for (grpc::Service* service : services) builder.RegisterService(service);
    GUANXI_ASSIGN_OR_RETURN(grpc_, Build(&builder, "grpc", Address(options_.host, options_.port),
                                         &ports_.grpc, &no_others_[1], options_.tls.get()));
    readiness_ticker_ =
        std::make_unique<Ticker>(kReadinessInterval, [this] { UpdateServing(AskReadiness()); });
    return absl::OkStatus();
  }

  Ports ports() const override { return ports_; }

  absl::Status Drain() override {
    {
      MutexLock lock(&mutex_);
      if (!draining_) {
        draining_ = true;
        readiness_ticker_.reset();
        health_->GetHealthCheckService()->SetServingStatus(false);
        stopper_ = std::thread([this] { Stop(); });
      }
    }
    return AwaitStopped();
  }

 private:
  absl::Status BindMetrics() {
    if (!options_.metrics_port.has_value()) return absl::OkStatus();
    const std::string address = Address(options_.host, *options_.metrics_port);
    try {  // CivetWeb's wrapper throws
      exposer_ = std::make_unique<prometheus::Exposer>(address, 1);
    } catch (const std::exception&) {
      return PortInUse("metrics", address);
    }
    exposer_->RegisterCollectable(registry_);
    ports_.metrics = exposer_->GetListeningPorts().front();
    return absl::OkStatus();
  }

  // The first check that fails, or null.
  const Readiness* AskReadiness() {
    const Readiness* failing = nullptr;
    for (size_t i = 0; i < readiness_.size(); ++i) {
      if (failing == nullptr && !readiness_[i].check().ok()) failing = &readiness_[i];
      if (!ready_.empty()) ready_[i]->Set(failing == nullptr ? 1 : 0);
    }
    return failing;
  }

  void UpdateServing(const Readiness* failing) {
    const std::string why = failing == nullptr ? "" : failing->name;
    if (why == not_ready_) return;
    not_ready_ = why;
    Log(why.empty() ? Severity::kInfo : Severity::kWarning, "server.readiness",
        {{"serving", why.empty()}, {"failing", why}});
    health_->GetHealthCheckService()->SetServingStatus(why.empty());
  }

  // Shutdown returns only when every handler has, however late.
  void Stop() {
    absl::SleepFor(options_.lame_duck);
    grpc_->Shutdown(absl::ToChronoTime(absl::Now() + options_.drain_timeout));
    MutexLock lock(&mutex_);
    stopped_ = true;
    changed_.SignalAll();
  }

  absl::Status AwaitStopped() {
    const absl::Time end = absl::Now() + options_.lame_duck + options_.drain_timeout + kDrainGrace;
    MutexLock lock(&mutex_);
    while (!stopped_) {
      if (changed_.WaitWithTimeout(&mutex_, end - absl::Now()) && absl::Now() >= end) {
        Log(Severity::kError, "server.drain_timeout");
        return DeadlineExceeded("DRAIN_TIMEOUT", "handlers still run after the drain");
      }
    }
    return absl::OkStatus();
  }

  const ServerOptions options_;
  const std::vector<Readiness> readiness_;
  const std::shared_ptr<prometheus::Registry> registry_;
  std::vector<prometheus::Gauge*> ready_;  // by check; none without a registry
  Ports ports_;
  grpc::CallbackGenericService no_others_[2];  // answer UNIMPLEMENTED
  std::unique_ptr<grpc::Server> health_;
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::unique_ptr<grpc::Server> grpc_;
  // What fails; as it begins, before anything was asked, the process is not ready either. Used by
  // the ticker's thread alone.
  std::string not_ready_ = "start";
  std::unique_ptr<Ticker> readiness_ticker_;

  Mutex mutex_;
  CondVar changed_;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread stopper_;
};

absl::Status WritePortFile(const std::string& path, const Server::Ports& ports) {
  const std::string partial = absl::StrCat(path, ".partial");
  std::ofstream out(partial, std::ios::trunc);
  out << absl::StrFormat("{\"grpc\": %d, \"health\": %d, \"metrics\": %d, \"pid\": %d}\n",
                         ports.grpc, ports.health, ports.metrics, getpid());
  out.close();
  if (!out || std::rename(partial.c_str(), path.c_str()) != 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "PORT_FILE",
                 absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Validate(const ServerOptions& options) {
  Violations violations;
  const auto check_port = [&](absl::string_view name, int port) {
    if (port < 0 || port > 65535) violations.Add(name, "must be 0 to 65535");
  };
  const auto check_positive = [&](absl::string_view name, bool positive) {
    if (!positive) violations.Add(name, "must be positive");
  };
  if (options.host.empty()) violations.Add("host", "is required");
  check_port("port", options.port);
  check_port("health_port", options.health_port);
  check_port("metrics_port", options.metrics_port.value_or(0));
  check_positive("max_receive_bytes", options.max_receive_bytes > 0);
  check_positive("max_streams", options.max_streams > 0);
  check_positive("buffer_bytes", options.buffer_bytes > 0);
  check_positive("drain_timeout", options.drain_timeout > absl::ZeroDuration());
  check_positive("self_dial_interval", options.self_dial_interval > absl::ZeroDuration());
  check_positive("self_dial_failures", options.self_dial_failures > 0);
  check_positive("connection_age", options.connection_age > absl::ZeroDuration());
  if (options.lame_duck < absl::ZeroDuration()) {
    violations.Add("lame_duck", "must not be negative");
  }
  return violations.ToStatus("INVALID_OPTIONS");
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, const std::vector<grpc::Service*>& services,
    std::vector<Readiness> readiness, std::shared_ptr<prometheus::Registry> registry) {
  GUANXI_RETURN_IF_ERROR(Validate(options));
  auto server = std::make_unique<GrpcServer>(options, std::move(readiness), std::move(registry));
  GUANXI_RETURN_IF_ERROR(server->Bind(services));
  if (!options.port_file.empty()) {
    GUANXI_RETURN_IF_ERROR(WritePortFile(options.port_file, server->ports()));
  }
  return server;
}

}  // namespace guanxi::rpc
