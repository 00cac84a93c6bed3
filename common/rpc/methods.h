// The RPCs of one gRPC service, put through the pipeline.
#ifndef GUANXI_COMMON_RPC_METHODS_H_
#define GUANXI_COMMON_RPC_METHODS_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/rpc/call.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/reactors.h"
#include "common/rpc/stream.h"

namespace guanxi::rpc {

// A service holds one of these and gives every RPC one line:
//
//   class CustomerServiceImpl : public CustomerService::CallbackService {
//    public:
//     CustomerServiceImpl(rpc::Pipeline* pipeline, ...)
//         : rpc_(pipeline, CustomerService::service_full_name()) {}
//
//     grpc::ServerUnaryReactor* GetCustomer(grpc::CallbackServerContext* c,
//                                           const GetCustomerRequest* q, Customer* r) override {
//       return rpc_.Unary(c, q, r, [this](const rpc::Call& call, const GetCustomerRequest& q) {
//         return Get(call, q);
//       });
//     }
//
// Handlers run on a worker of the method's lane and may block. The method is the one whose name
// the calling function has, found in the service's descriptor together with its lane: the option
// `(guanxi.metadata.v1.method).lane`, else point. Streams always run in the job lane.
//
// Thread-safe. Not owned: `pipeline`.
class Methods {
 public:
  // `service` is the full name of a service that is linked in. `public_methods` are the simple
  // names of those that need no token; every other method does.
  Methods(Pipeline* pipeline, absl::string_view service,
          std::initializer_list<absl::string_view> public_methods = {});
  ~Methods();

  // `handler` is `absl::StatusOr<Response> (const Call&, const Request&)`.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler handler,
                                  const char* name = __builtin_FUNCTION()) const {
    const Method& method = Find(name);
    return Start<UnaryReactor<Request, Response, Handler>>(method, method.lane, context, request,
                                                           response, std::move(handler));
  }

  // The same in a lane that the request decides, by a cheap function of it: a list by an
  // undeclared filter goes to the scan lane.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context, const Request* request,
                                  Response* response, Handler handler, Lane lane,
                                  const char* name = __builtin_FUNCTION()) const {
    return Start<UnaryReactor<Request, Response, Handler>>(Find(name), lane, context, request,
                                                           response, std::move(handler));
  }

  // `handler` is `absl::Status (const Call&, const Request&, Writer<Response>&)`. `Response` has
  // to be named: no argument shows it.
  template <typename Response, typename Request, typename Handler>
  grpc::ServerWriteReactor<Response>* ServerStream(grpc::CallbackServerContext* context,
                                                   const Request* request, Handler handler,
                                                   const char* name = __builtin_FUNCTION()) const {
    return Start<ServerStreamReactor<Request, Response, Handler>>(Find(name), Lane::kJob, context,
                                                                  request, std::move(handler));
  }

  // `handler` is `absl::StatusOr<Response> (const Call&, Reader<Request>&)`. `Request` has to be
  // named.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerReadReactor<Request>* ClientStream(grpc::CallbackServerContext* context,
                                                 Response* response, Handler handler,
                                                 const char* name = __builtin_FUNCTION()) const {
    return Start<ClientStreamReactor<Request, Response, Handler>>(Find(name), Lane::kJob, context,
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
  absl::flat_hash_map<std::string, Method> methods_;
  Method undeclared_;
};

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_METHODS_H_
