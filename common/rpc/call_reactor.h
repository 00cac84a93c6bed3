// What the reactors of all kinds of methods share.
//
// A reactor lives until gRPC is done with the call and, if it was queued, the worker too: both
// hold it by shared_ptr. gRPC owns request and response until OnDone, which comes only after
// Finish, so a running handler may use them even if its caller has gone.
#ifndef GUANXI_COMMON_RPC_CALL_REACTOR_H_
#define GUANXI_COMMON_RPC_CALL_REACTOR_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/guarded.h"
#include "common/rpc/active_call.h"

namespace guanxi::rpc {

// `Reactor` is gRPC's class, `Handle` runs the handler.
template <typename Reactor>
class CallReactor : public Reactor, public Task {
 public:
  CallReactor(Pipeline* pipeline, const Method* method, Lane lane,
              grpc::CallbackServerContext* context)
      : call_(pipeline, method, lane, context) {}

  // Admits the call or answers it with a refusal. `self` owns this object.
  void Start(std::shared_ptr<CallReactor> self) {
    self_ = self;
    const absl::Status status = RunGuarded([&]() -> absl::Status {
      GUANXI_RETURN_IF_ERROR(call_.Enter(FirstMessage()));
      return call_.Admit(kIsStream, std::move(self));
    });
    if (!status.ok() && call_.Claim()) this->Finish(call_.Leave(status));
  }

  void Run(absl::Duration waited) final {
    if (!call_.Claim()) return;  // cancelled while it waited
    const absl::Status status = RunGuarded([&]() -> absl::Status {
      GUANXI_RETURN_IF_ERROR(call_.Begin(waited));
      return Handle();
    });
    this->Finish(call_.Leave(status));
  }

  void Expire(absl::Duration waited) final {
    if (call_.Claim()) this->Finish(call_.Leave(call_.Expired(waited)));
  }

  void OnCancel() override {
    call_.MarkCancelled();
    if (call_.Claim()) this->Finish(call_.Leave(call_.Abandoned()));
  }

  void OnDone() final {
    call_.Release();
    const auto last = std::move(self_);
  }

 protected:
  static constexpr bool kIsStream = !std::is_same_v<Reactor, grpc::ServerUnaryReactor>;

  // What came with the call; null where messages follow it.
  virtual const google::protobuf::Message* FirstMessage() const { return nullptr; }
  virtual absl::Status Handle() = 0;

  ActiveCall call_;

 private:
  std::shared_ptr<CallReactor> self_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_CALL_REACTOR_H_
