// EchoService with handlers that a test may replace.
#ifndef GUANXI_COMMON_RPC_TESTING_ECHO_SERVICE_H_
#define GUANXI_COMMON_RPC_TESTING_ECHO_SERVICE_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/methods.h"
#include "common/rpc/testing/echo.grpc.pb.h"

namespace guanxi::rpc {

using echo::v1::CollectReply;
using echo::v1::EchoReply;
using echo::v1::EchoRequest;
using echo::v1::RepeatRequest;

struct EchoHandlers {
  // Of Echo, Report, Open and Misnamed.
  std::function<absl::StatusOr<EchoReply>(const Call&, const EchoRequest&)> echo;
  std::function<absl::Status(const Call&, const RepeatRequest&, Writer<EchoReply>&)> repeat;
  std::function<absl::StatusOr<CollectReply>(const Call&, Reader<EchoRequest>&)> collect;
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
