// gRPC's callback reactors of unary calls around the pipeline; made by `Methods` alone.
#ifndef GUANXI_COMMON_RPC_REACTORS_H_
#define GUANXI_COMMON_RPC_REACTORS_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/status_macros.h"
#include "common/rpc/call_reactor.h"
#include "common/rpc/step_reactor.h"
#include "common/rpc/stream.h"

namespace guanxi::rpc {

template <typename Request, typename Response, typename Handler>
class UnaryReactor final : public CallReactor<grpc::ServerUnaryReactor> {
 public:
  UnaryReactor(Pipeline* pipeline, const Method* method, Lane lane,
               grpc::CallbackServerContext* context, const Request* request, Response* response,
               Handler handler)
      : CallReactor(pipeline, method, lane, context),
        request_(request),
        response_(response),
        handler_(std::move(handler)) {}

 private:
  const google::protobuf::Message* FirstMessage() const override { return request_; }

  absl::Status Handle() override {
    absl::StatusOr<Response> result = handler_(call_.call(), *request_);
    if (!result.ok()) {
      Request other = *request_;
      if (call_.PutOtherwise(result.status(), &other)) {
        absl::StatusOr<Response> second = handler_(call_.call(), other);
        // What is not found is told of as it was named.
        if (!absl::IsNotFound(second.status())) result = std::move(second);
      }
    }
    GUANXI_RETURN_IF_ERROR(result.status());
    call_.Present(&*result);
    GUANXI_RETURN_IF_ERROR(call_.HoldAnswer(*result));
    *response_ = *std::move(result);
    return absl::OkStatus();
  }

  const Request* const request_;
  Response* const response_;
  Handler handler_;
};

// Of a unary call that waits for something in steps.
template <typename Request, typename Response, typename Handler>
class WaitReactor final : public StepReactor<grpc::ServerUnaryReactor> {
 public:
  WaitReactor(Pipeline* pipeline, const Method* method, Lane lane,
              grpc::CallbackServerContext* context, const Request* request, Response* response,
              Handler handler)
      : StepReactor(pipeline, method, lane, context),
        request_(request),
        response_(response),
        handler_(std::move(handler)) {}

 private:
  const google::protobuf::Message* FirstMessage() const override { return request_; }

  absl::StatusOr<Then> Step() override {
    absl::StatusOr<Waited<Response>> waited = handler_(active_.call(), *request_);
    GUANXI_RETURN_IF_ERROR(waited.status());
    if (!waited->done) return Then{Then::Kind::kPause, waited->pause};
    active_.Present(&waited->response);
    GUANXI_RETURN_IF_ERROR(active_.HoldAnswer(waited->response));
    *response_ = std::move(waited->response);
    return Then();
  }

  const Request* const request_;
  Response* const response_;
  Handler handler_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_REACTORS_H_
