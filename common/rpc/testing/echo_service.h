// EchoService with handlers that a test may replace.
#ifndef GUANXI_COMMON_RPC_TESTING_ECHO_SERVICE_H_
#define GUANXI_COMMON_RPC_TESTING_ECHO_SERVICE_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/methods.h"
#include "common/rpc/testing/echo.grpc.pb.h"

namespace guanxi::rpc {

using echo::v1::ChangeRequest;
using echo::v1::CollectReply;
using echo::v1::EchoReply;
using echo::v1::EchoRequest;
using echo::v1::RepeatRequest;
using echo::v1::TouchRequest;

struct EchoHandlers {
  // Of Echo, Report, Open, Look and Misnamed.
  std::function<absl::StatusOr<EchoReply>(const Call&, const EchoRequest&)> echo;
  std::function<std::unique_ptr<Sender<EchoReply>>(const Call&, const RepeatRequest&)> repeat;
  std::function<std::unique_ptr<Receiver<EchoRequest, CollectReply>>(const Call&)> collect;
  std::function<absl::StatusOr<EchoReply>(const Call&, const TouchRequest&)> touch;
  std::function<absl::StatusOr<EchoReply>(const Call&, const ChangeRequest&)> change;
  // Of Await.
  std::function<absl::StatusOr<Waited<EchoReply>>(const Call&, const EchoRequest&)> await;
};

// Counts an upload, and runs a test's function for each message.
class CollectSteps : public Receiver<EchoRequest, CollectReply> {
 public:
  using OnTake = std::function<absl::Status(const EchoRequest&)>;
  explicit CollectSteps(OnTake take = nullptr) : take_(std::move(take)) {}

  absl::Status Take(EchoRequest request) override;
  absl::StatusOr<CollectReply> Finish() override { return reply_; }

 private:
  const OnTake take_;
  CollectReply reply_;
};

// What makes a stream by a function of a test.
class RepeatSteps : public Sender<EchoReply> {
 public:
  using OnNext = std::function<absl::StatusOr<Sent<EchoReply>>()>;
  explicit RepeatSteps(OnNext next) : next_(std::move(next)) {}

  absl::StatusOr<Sent<EchoReply>> Next() override { return next_(); }

 private:
  const OnNext next_;
};

// What the comments in echo.proto say.
EchoHandlers DefaultEchoHandlers();

class EchoServiceImpl : public echo::v1::EchoService::CallbackService {
 public:
  explicit EchoServiceImpl(Pipeline* pipeline, EchoHandlers handlers = DefaultEchoHandlers());

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* c, const EchoRequest* q,
                                 EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.echo);
  }
  grpc::ServerUnaryReactor* Report(grpc::CallbackServerContext* c, const EchoRequest* q,
                                   EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.echo);
  }
  grpc::ServerUnaryReactor* Open(grpc::CallbackServerContext* c, const EchoRequest* q,
                                 EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.echo);
  }
  grpc::ServerUnaryReactor* Misnamed(grpc::CallbackServerContext* c, const EchoRequest* q,
                                     EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.echo, "NoSuchMethod");
  }
  grpc::ServerUnaryReactor* Look(grpc::CallbackServerContext* c, const EchoRequest* q,
                                 EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.echo);
  }
  grpc::ServerUnaryReactor* Touch(grpc::CallbackServerContext* c, const TouchRequest* q,
                                  EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.touch);
  }
  grpc::ServerUnaryReactor* Change(grpc::CallbackServerContext* c, const ChangeRequest* q,
                                   EchoReply* r) override {
    return rpc_.Unary(c, q, r, handlers_.change);
  }
  grpc::ServerUnaryReactor* Await(grpc::CallbackServerContext* c, const EchoRequest* q,
                                  EchoReply* r) override {
    return rpc_.Wait(c, q, r, handlers_.await, Lane::kJob);
  }
  grpc::ServerWriteReactor<EchoReply>* Repeat(grpc::CallbackServerContext* c,
                                              const RepeatRequest* q) override {
    return rpc_.ServerStream<EchoReply>(c, q, handlers_.repeat);
  }
  grpc::ServerReadReactor<EchoRequest>* Collect(grpc::CallbackServerContext* c,
                                                CollectReply* r) override {
    return rpc_.ClientStream<EchoRequest>(c, r, handlers_.collect);
  }

 private:
  Methods rpc_;
  EchoHandlers handlers_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TESTING_ECHO_SERVICE_H_
