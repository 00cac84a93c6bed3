// A call in steps (step_call.h) as one of gRPC's reactors.
#ifndef GUANXI_COMMON_RPC_STEP_REACTOR_H_
#define GUANXI_COMMON_RPC_STEP_REACTOR_H_

#include <grpcpp/support/server_callback.h>

#include <type_traits>

#include "common/rpc/step_call.h"

namespace guanxi::rpc {

// `Reactor` is gRPC's class.
template <typename Reactor>
class StepReactor : public Reactor, public StepCall {
 public:
  StepReactor(Pipeline* pipeline, const Method* method, Lane lane,
              grpc::CallbackServerContext* context)
      : StepCall(pipeline, method, lane, context,
                 /*is_stream=*/!std::is_same_v<Reactor, grpc::ServerUnaryReactor>) {}

  void OnCancel() final { Cancelled(); }
  void OnDone() final { Done(); }

 private:
  void Answer(const grpc::Status& status) final { this->Finish(status); }
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_STEP_REACTOR_H_
