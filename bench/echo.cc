#include "bench/echo.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/rpc/worker_pool.h"

namespace guanxi::bench {
namespace {

using rpc::EchoReply;
using rpc::EchoRequest;
using EchoStub = echo::v1::EchoService::Stub;
using EchoBase = echo::v1::EchoService::CallbackService;

constexpr int kChannels = 4;
constexpr int kInFlight = 64;
constexpr int kRounds = 5;

// Answers on gRPC's own thread: the least that a callback server can do.
class BareService : public EchoBase {
 public:
  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoReply* reply) override {
    reply->set_text(request->text());
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

// The same on a worker: what any handler that may block needs.
class PooledService : public EchoBase {
 public:
  PooledService() : pool_(Options()) {}

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoReply* reply) override {
    auto* reactor = context->DefaultReactor();
    auto task = std::make_shared<EchoTask>();
    task->body = [=] {
      reply->set_text(request->text());
      reactor->Finish(grpc::Status::OK);
    };
    if (!pool_.Submit(Uuid(), task).ok()) std::abort();
    return reactor;
  }

 private:
  struct EchoTask : public rpc::Task {
    void Run(absl::Duration) override { body(); }
    void Expire(absl::Duration) override { std::abort(); }
    std::function<void()> body;
  };
  static rpc::WorkerPool::Options Options() {
    rpc::WorkerPool::Options options;
    options.threads = rpc::PipelineOptions().point.threads;
    options.queue_limit = 4 * kInFlight;
    options.max_queue_age = absl::Seconds(60);
    return options;
  }

  rpc::WorkerPool pool_;
};

// Calls of one server.
class Caller {
 public:
  explicit Caller(int port) {
    for (const auto& channel : OwnChannels(absl::StrCat("127.0.0.1:", port), kChannels)) {
      stubs_.push_back(echo::v1::EchoService::NewStub(channel));
    }
  }

  void Start(int slot, Done done) const {
    auto call = std::make_shared<OneCall>();
    call->request.set_text("hello");
    rpc::Prepare(absl::Seconds(30), rpc::kTenantA, &call->context);
    stubs_[slot % kChannels]->async()->Echo(
        &call->context, &call->request, &call->reply,
        [call, done = std::move(done)](grpc::Status status) { done(FromGrpcStatus(status)); });
  }

 private:
  struct OneCall {
    grpc::ClientContext context;
    EchoRequest request;
    EchoReply reply;
  };
  std::vector<std::unique_ptr<EchoStub>> stubs_;
};

std::unique_ptr<grpc::Server> Serve(grpc::Service* service, int* port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), port);
  builder.RegisterService(service);
  return builder.BuildAndStart();
}

}  // namespace

absl::Status MeasureEcho(absl::Duration round) {
  // The log line of each call is made and thrown away: where it goes is not the pipeline's cost.
  SetLogSink([](absl::string_view) {});
  BareService bare;
  PooledService pooled;
  int bare_port = 0, pooled_port = 0;
  const auto bare_server = Serve(&bare, &bare_port);
  const auto pooled_server = Serve(&pooled, &pooled_port);
  rpc::EchoServer::Options options;
  options.pipeline.point.queue_limit = 4 * kInFlight;
  options.pipeline.point.max_queue_age = absl::Seconds(60);
  rpc::EchoServer pipeline(std::move(options));

  struct Contestant {
    const char* name;
    Caller caller;
    std::vector<double> rates;
  };
  Contestant all[] = {{"raw echo", Caller(bare_port), {}},
                      {"echo on a worker pool", Caller(pooled_port), {}},
                      {"echo through the pipeline", Caller(pipeline.server()->ports().grpc), {}}};
  for (int i = -1; i < kRounds; ++i) {  // the first round connects and warms up
    for (Contestant& one : all) {
      GUANXI_ASSIGN_OR_RETURN(
          const double rate,
          CallsPerSecond(kInFlight, i < 0 ? round / 4 : round,
                         [&](int slot, Done done) { one.caller.Start(slot, std::move(done)); }));
      if (i >= 0) one.rates.push_back(rate);
    }
  }
  Print({all[0].name, Median(all[0].rates), 0, "calls/s"});
  for (size_t i = 1; i < std::size(all); ++i) {
    Print({all[i].name, Median(all[i].rates), Median(all[0].rates), "calls/s"});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::bench
