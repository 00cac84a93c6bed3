#include "common/rpc/testing/echo_server.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi::rpc {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

absl::StatusOr<Principal> TokenIsTenant(absl::string_view token) {
  const absl::StatusOr<Uuid> tenant = Uuid::Parse(token.substr(0, token.find('.')));
  if (!tenant.ok()) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MALFORMED", "no tenant's id");
  }
  return Principal{*tenant, absl::StrCat("users/", token), "test"};
}

std::unique_ptr<Server> StartOrDie(const ServerOptions& options, grpc::Service* service,
                                   std::vector<Readiness> readiness,
                                   std::shared_ptr<prometheus::Registry> registry) {
  auto server = Server::Start(options, {service}, std::move(readiness), std::move(registry));
  if (!server.ok()) std::abort();
  return *std::move(server);
}

// Long deadlines and an own connection: a test decides about both.
std::shared_ptr<grpc::Channel> Connect(int port) {
  ClientOptions options;
  options.target = absl::StrCat("127.0.0.1:", port);
  options.max_timeout = absl::Hours(2);
  options.own_connection = true;
  options.services = {"guanxi.echo.v1.EchoService"};
  return NewChannel(options);
}

}  // namespace

void Turnstile::Pass() {
  MutexLock lock(&mutex_);
  ++visitors_;
  changed_.SignalAll();
  while (!open_) changed_.Wait(&mutex_);
}

bool Turnstile::WaitForVisitors(int visitors) {
  const absl::Time end = absl::Now() + kPatience;
  MutexLock lock(&mutex_);
  while (visitors_ < visitors && absl::Now() < end) {
    changed_.WaitWithTimeout(&mutex_, end - absl::Now());
  }
  return visitors_ >= visitors;
}

int Turnstile::visitors() {
  MutexLock lock(&mutex_);
  return visitors_;
}

void Turnstile::Open() {
  MutexLock lock(&mutex_);
  open_ = true;
  changed_.SignalAll();
}

EchoServer::Options WithEcho(
    std::function<absl::StatusOr<EchoReply>(const Call&, const EchoRequest&)> echo) {
  EchoServer::Options options;
  options.handlers.echo = std::move(echo);
  return options;
}

EchoServer::EchoServer(Options options)
    : registry_(std::make_shared<prometheus::Registry>()),
      pipeline_(options.pipeline, TokenIsTenant,
                options.authorizer != nullptr ? options.authorizer : &all_rights_, registry_),
      service_(&pipeline_, std::move(options.handlers)),
      server_(StartOrDie(options.server, &service_, std::move(options.readiness), registry_)),
      channel_(Connect(server_->ports().grpc)),
      stub_(echo::v1::EchoService::NewStub(channel_)) {
  pipeline_.OnRefusal(std::move(options.on_refusal));
  pipeline_.OnAnswer(std::move(options.on_answer));
  pipeline_.OnFailure(std::move(options.on_failure));
}

std::string EchoServer::Metrics() const {
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

EchoCall::EchoCall(EchoServer* server, absl::string_view tenant, absl::string_view text) {
  request_.set_text(std::string(text));
  Prepare(absl::Seconds(30), tenant, &context_);
  server->stub()->async()->Echo(&context_, &request_, &reply_, [this](grpc::Status status) {
    MutexLock lock(&mutex_);
    done_ = true;
    status_ = FromGrpcStatus(status);
    changed_.SignalAll();
  });
}

absl::Status EchoCall::Wait() {
  MutexLock lock(&mutex_);
  while (!done_) changed_.Wait(&mutex_);
  return status_;
}

bool EchoCall::done() {
  MutexLock lock(&mutex_);
  return done_;
}

absl::Status Echo(EchoServer* server, absl::string_view tenant, absl::string_view text) {
  grpc::ClientContext context;
  Prepare(absl::Seconds(30), tenant, &context);
  EchoRequest request;
  request.set_text(std::string(text));
  EchoReply reply;
  return FromGrpcStatus(server->stub()->Echo(&context, request, &reply));
}

}  // namespace guanxi::rpc
