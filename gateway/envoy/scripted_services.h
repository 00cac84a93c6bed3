// A gRPC server that does as a test says, to stand behind the edge.
#ifndef GUANXI_GATEWAY_ENVOY_SCRIPTED_SERVICES_H_
#define GUANXI_GATEWAY_ENVOY_SCRIPTED_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "common/auth/es256.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi {

// Serves customers by a function, and the key set. Ends with this object.
class ScriptedServices {
 public:
  using Get = std::function<grpc::Status(grpc::ServerContext*, customer::v1::Customer*)>;

  explicit ScriptedServices(const Es256PublicKey& key);
  ~ScriptedServices();

  int port() const { return port_; }
  // How all methods answer; not while a call runs.
  Get get;
  std::string request;  // the last one, as text
  std::atomic<int> calls = 0;

 private:
  class Customers;
  class Tokens;

  const std::unique_ptr<Customers> customers_;
  const std::unique_ptr<Tokens> tokens_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace guanxi

#endif  // GUANXI_GATEWAY_ENVOY_SCRIPTED_SERVICES_H_
