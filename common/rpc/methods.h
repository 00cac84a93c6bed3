// The RPCs of one gRPC service, put through the pipeline.
#ifndef GUANXI_COMMON_RPC_METHODS_H_
#define GUANXI_COMMON_RPC_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/rpc/call.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/reactors.h"
#include "common/rpc/stream.h"
#include "common/rpc/stream_reactors.h"

namespace guanxi::rpc {

// The adapters that tools/rpcgen makes hold one of these; so does a service that needs more of gRPC
// than they show, and gives every RPC one line:
//
//   class TokenServiceImpl : public TokenService::CallbackService {
//    public:
//     TokenServiceImpl(rpc::Pipeline* pipeline, ...)
//         : rpc_(pipeline, TokenService::service_full_name()) {}
//
//     grpc::ServerUnaryReactor* GetJwks(grpc::CallbackServerContext* c, const GetJwksRequest* q,
//                                       HttpBody* r) override {
//       return rpc_.Unary(c, q, r, [this](const rpc::Call& call, const GetJwksRequest& q) {
//         return Get(call, q);
//       });
//     }
//
// Handlers run on a worker of the method's lane and may block; those of streams in steps
// (stream.h), between which they hold none. The method is the one whose name
// the calling function has, found in the service's descriptor together with its options
// (guanxi.metadata.v1.MethodRules, see method_rules.h): its lane, else point, and the permission
// that its caller needs, unless it is public. Streams always run in the job lane.
//
// Thread-safe. Not owned: `pipeline`.
class Methods {
 public:
  // `service` is the full name of a service that is linked in.
  Methods(Pipeline* pipeline, absl::string_view service);
  ~Methods();

  // `handler` is `absl::StatusOr<Response> (const Call&, const Request&)`.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler handler,
                                  const char* name = __builtin_FUNCTION()) const {
    const Method& method = Find(name);
    return Unary(method, method.lane, context, request, response, std::move(handler));
  }

  // The same in a lane that the request decides, by a cheap function of it: a list by an
  // undeclared filter goes to the scan lane.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler handler, Lane lane,
                                  const char* name = __builtin_FUNCTION()) const {
    return Unary(Find(name), lane, context, request, response, std::move(handler));
  }

  // The same for a call that waits for something: `handler` is `absl::StatusOr<Waited<Response>>
  // (const Call&, const Request&)`, a step that is run again after a pause until it is done.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Wait(grpc::CallbackServerContext* context, const Request* request,
                                 Response* response, Handler handler, Lane lane,
                                 const char* name = __builtin_FUNCTION()) const {
    return Start<WaitReactor<Request, Response, Handler>>(Find(name), lane, context, request,
                                                          response, std::move(handler));
  }

  // `handler` is `std::unique_ptr<Sender<Response>> (const Call&, const Request&)`; the sender may
  // refer to both. `Response` has to be named: no argument shows it.
  template <typename Response, typename Request, typename Handler>
  grpc::ServerWriteReactor<Response>* ServerStream(grpc::CallbackServerContext* context,
                                                   const Request* request, Handler handler,
                                                   const char* name = __builtin_FUNCTION()) const {
    return ServerStream<Response>(Find(name), context, request, std::move(handler));
  }

  // `handler` is `std::unique_ptr<Receiver<Request, Response>> (const Call&)`; the receiver may
  // refer to the call. `Request` has to be named.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerReadReactor<Request>* ClientStream(grpc::CallbackServerContext* context,
                                                 Response* response, Handler handler,
                                                 const char* name = __builtin_FUNCTION()) const {
    return ClientStream<Request>(Find(name), context, response, std::move(handler));
  }

  // For generated code, which knows where a method stands in the descriptor and looks up no name.
  const Method& operator[](size_t index) const {
    return index < methods_.size() ? methods_[index] : undeclared_;
  }
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Unary(const Method& method, Lane lane,
                                  grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler handler) const {
    return Start<UnaryReactor<Request, Response, Handler>>(method, lane, context, request, response,
                                                           std::move(handler));
  }
  template <typename Response, typename Request, typename Handler>
  grpc::ServerWriteReactor<Response>* ServerStream(const Method& method,
                                                   grpc::CallbackServerContext* context,
                                                   const Request* request, Handler handler) const {
    return Start<ServerStreamReactor<Request, Response, Handler>>(method, Lane::kJob, context,
                                                                  request, std::move(handler));
  }
  template <typename Request, typename Response, typename Handler>
  grpc::ServerReadReactor<Request>* ClientStream(const Method& method,
                                                 grpc::CallbackServerContext* context,
                                                 Response* response, Handler handler) const {
    return Start<ClientStreamReactor<Request, Response, Handler>>(method, Lane::kJob, context,
                                                                  response, std::move(handler));
  }

 private:
  // The declared method, or the stand-in whose calls all fail.
  const Method& Find(absl::string_view name) const;

  template <typename Reactor, typename... Args>
  Reactor* Start(const Method& method, Lane lane, grpc::CallbackServerContext* context,
                 Args&&... args) const {
    auto reactor =
        std::make_shared<Reactor>(pipeline_, &method, lane, context, std::forward<Args>(args)...);
    Reactor* const raw = reactor.get();  // kept alive by itself until OnDone
    raw->Start(std::move(reactor));
    return raw;
  }

  Pipeline* const pipeline_;
  std::vector<Method> methods_;                       // in the order of the descriptor
  absl::flat_hash_map<std::string, size_t> by_name_;  // where in it
  Method undeclared_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_METHODS_H_
