// What the pipeline costs: echo calls a second through it, against a bare callback handler of the
// same server, and a bare handler behind the same worker pool. Clients and server share the
// machine; rounds alternate, so that its noise hits all alike.
//
//   bazel run //common/rpc:echo_benchmark [seconds per round, default 2]
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/rpc/client.h"
#include "common/rpc/testing/echo_server.h"
#include "common/rpc/worker_pool.h"

namespace guanxi::rpc {
namespace {

constexpr int kChannels = 4;
constexpr int kInFlight = 64;
constexpr int kRounds = 5;

// Answers on gRPC's own thread: the least that a callback server can do.
class BareService : public echo::v1::EchoService::CallbackService {
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
class PooledService : public echo::v1::EchoService::CallbackService {
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
  struct EchoTask : public Task {
    void Run(absl::Duration) override { body(); }
    std::function<void()> body;
  };
  static WorkerPool::Options Options() {
    WorkerPool::Options options;
    options.threads = PipelineOptions().point.threads;
    options.queue_limit = 4 * kInFlight;
    options.max_queue_age = absl::Seconds(60);
    return options;
  }

  WorkerPool pool_;
};

// Keeps `kInFlight` calls going for a while and counts them.
class Load {
 public:
  explicit Load(int port) {
    for (int i = 0; i < kChannels; ++i) {
      ClientOptions options;
      options.target = absl::StrCat("127.0.0.1:", port);
      options.own_connection = true;
      stubs_.push_back(echo::v1::EchoService::NewStub(NewChannel(options)));
    }
  }

  double CallsPerSecond(absl::Duration duration) {
    done_ = 0;
    end_ = absl::Now() + duration;
    const absl::Time start = absl::Now();
    running_ = kInFlight;
    for (int i = 0; i < kInFlight; ++i) Next(i);
    while (running_ > 0) absl::SleepFor(absl::Milliseconds(1));
    return static_cast<double>(done_) / absl::ToDoubleSeconds(absl::Now() - start);
  }

 private:
  struct OneCall {
    grpc::ClientContext context;
    EchoRequest request;
    EchoReply reply;
  };

  void Next(int i) {
    auto call = std::make_shared<OneCall>();
    call->request.set_text("hello");
    Prepare(absl::Seconds(30), kTenantA, &call->context);
    stubs_[i % kChannels]->async()->Echo(
        &call->context, &call->request, &call->reply, [this, i, call](grpc::Status status) {
          if (!status.ok()) {
            std::fprintf(stderr, "%s\n", status.error_message().c_str());
            std::abort();
          }
          ++done_;
          if (absl::Now() < end_) {
            Next(i);
          } else {
            --running_;
          }
        });
  }

  std::vector<std::unique_ptr<echo::v1::EchoService::Stub>> stubs_;
  absl::Time end_;
  std::atomic<int64_t> done_{0};
  std::atomic<int> running_{0};
};

std::unique_ptr<grpc::Server> Serve(grpc::Service* service, int* port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), port);
  builder.RegisterService(service);
  return builder.BuildAndStart();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Run(absl::Duration round) {
  BareService bare;
  PooledService pooled;
  int bare_port = 0, pooled_port = 0;
  const auto bare_server = Serve(&bare, &bare_port);
  const auto pooled_server = Serve(&pooled, &pooled_port);
  EchoServer::Options options;
  options.pipeline.point.queue_limit = 4 * kInFlight;
  options.pipeline.point.max_queue_age = absl::Seconds(60);
  EchoServer pipeline(std::move(options));

  struct Contestant {
    const char* name;
    Load load;
    std::vector<double> rates;
  };
  Contestant all[] = {{"bare handler", Load(bare_port), {}},
                      {"bare handler on a worker pool", Load(pooled_port), {}},
                      {"pipeline", Load(pipeline.server()->ports().grpc), {}}};
  for (Contestant& one : all) one.load.CallsPerSecond(round / 4);  // connect and warm up
  for (int i = 0; i < kRounds; ++i) {
    for (Contestant& one : all) one.rates.push_back(one.load.CallsPerSecond(round));
  }
  const double limit = Median(all[0].rates);
  for (const Contestant& one : all) {
    std::printf("%-32s %8.0f calls/s  ratio %.2f\n", one.name, Median(one.rates),
                Median(one.rates) / limit);
  }
}

}  // namespace
}  // namespace guanxi::rpc

int main(int argc, char** argv) {
  // The log line of each call is made and thrown away: where it goes is not the pipeline's cost.
  guanxi::SetLogSink([](absl::string_view) {});
  guanxi::rpc::Run(absl::Seconds(argc > 1 ? std::atof(argv[1]) : 2.0));
}
