// EchoService on a real server at a port of the system's choice, and what tests need around it.
#ifndef GUANXI_COMMON_RPC_TESTING_ECHO_SERVER_H_
#define GUANXI_COMMON_RPC_TESTING_ECHO_SERVER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/rpc/testing/echo_service.h"
#include "common/testing/log_capture.h"

namespace guanxi::rpc {

// Two tenants; a test's token is its tenant's id, for a further caller with ".name".
inline constexpr char kTenantA[] = "018f0000-0000-7000-8000-00000000000a";
inline constexpr char kColleagueA[] = "018f0000-0000-7000-8000-00000000000a.colleague";
inline constexpr char kTenantB[] = "018f0000-0000-7000-8000-00000000000b";

// Handlers stop here until the test lets them go on.
class Turnstile {
 public:
  // For handlers: counts the visitor and waits until opened.
  void Pass();
  // Waits until `visitors` have come in all; false after ten seconds.
  bool WaitForVisitors(int visitors);
  int visitors();
  void Open();

 private:
  Mutex mutex_;
  CondVar changed_;
  int visitors_ ABSL_GUARDED_BY(mutex_) = 0;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
};

class EchoServer {
 public:
  struct Options {
    PipelineOptions pipeline;
    ServerOptions server;
    EchoHandlers handlers = DefaultEchoHandlers();
    std::vector<Readiness> readiness;
    const policy::Authorizer* authorizer = nullptr;  // null: everybody may do everything
    RefusalObserver on_refusal = nullptr;            // see Pipeline::OnRefusal
    AnswerObserver on_answer = nullptr;              // see Pipeline::OnAnswer
    Rephrase on_failure = nullptr;                   // see Pipeline::OnFailure
  };

  EchoServer() : EchoServer(Options()) {}
  explicit EchoServer(Options options);

  echo::v1::EchoService::Stub* stub() { return stub_.get(); }
  Server* server() { return server_.get(); }
  std::shared_ptr<grpc::Channel> channel() { return channel_; }
  // What Prometheus would read.
  std::string Metrics() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  const policy::Authorizer all_rights_;
  Pipeline pipeline_;
  EchoServiceImpl service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<echo::v1::EchoService::Stub> stub_;
};

// A server whose unary handler is `echo`.
EchoServer::Options WithEcho(
    std::function<absl::StatusOr<EchoReply>(const Call&, const EchoRequest&)> echo);

// One call of Echo that goes on in the background. Must end before it is destroyed.
class EchoCall {
 public:
  EchoCall(EchoServer* server, absl::string_view tenant, absl::string_view text = "");

  // Waits for the answer.
  absl::Status Wait();
  bool done();
  void Cancel() { context_.TryCancel(); }
  grpc::ClientContext* context() { return &context_; }

 private:
  grpc::ClientContext context_;
  EchoRequest request_;
  EchoReply reply_;
  Mutex mutex_;
  CondVar changed_;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

// Calls Echo and waits; 30 s deadline.
absl::Status Echo(EchoServer* server, absl::string_view tenant, absl::string_view text = "hello");

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TESTING_ECHO_SERVER_H_
