#include "gateway/envoy/scripted_services.h"

#include "common/auth/jwks.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi {

using customer::v1::Customer;
using customer::v1::CustomerService;
using customer::v1::GetCustomerRequest;

class ScriptedServices::Customers : public CustomerService::Service {
 public:
  explicit Customers(ScriptedServices* owner) : owner_(owner) {}
  grpc::Status GetCustomer(grpc::ServerContext* context, const GetCustomerRequest* request,
                           Customer* customer) override {
    customer->set_name(request->name());
    return Answer(context, *request, customer);
  }
  grpc::Status DeleteCustomer(grpc::ServerContext* context,
                              const customer::v1::DeleteCustomerRequest* request,
                              Customer* customer) override {
    return Answer(context, *request, customer);
  }
  grpc::Status CreateCustomer(grpc::ServerContext* context,
                              const customer::v1::CreateCustomerRequest* request,
                              Customer* customer) override {
    return Answer(context, *request, customer);
  }
  grpc::Status UpdateCustomer(grpc::ServerContext* context,
                              const customer::v1::UpdateCustomerRequest* request,
                              Customer* customer) override {
    return Answer(context, *request, customer);
  }
  grpc::Status UndeleteCustomer(grpc::ServerContext* context,
                                const customer::v1::UndeleteCustomerRequest* request,
                                Customer* customer) override {
    return Answer(context, *request, customer);
  }

 private:
  grpc::Status Answer(grpc::ServerContext* context, const google::protobuf::Message& request,
                      Customer* customer) {
    owner_->request = request.ShortDebugString();
    ++owner_->calls;
    return owner_->get(context, customer);
  }

  ScriptedServices* const owner_;
};

class ScriptedServices::Tokens : public access::v1::TokenService::Service {
 public:
  explicit Tokens(const Es256PublicKey& key) : jwks_(RenderJwks({key})) {}
  grpc::Status GetJwks(grpc::ServerContext*, const access::v1::GetJwksRequest*,
                       google::api::HttpBody* body) override {
    body->set_content_type("application/jwk-set+json");
    body->set_data(jwks_);
    return grpc::Status::OK;
  }

 private:
  const std::string jwks_;
};

ScriptedServices::ScriptedServices(const Es256PublicKey& key)
    : customers_(std::make_unique<Customers>(this)), tokens_(std::make_unique<Tokens>(key)) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);  // as the services have it
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(customers_.get());
  builder.RegisterService(tokens_.get());
  server_ = builder.BuildAndStart();
}

ScriptedServices::~ScriptedServices() = default;

}  // namespace guanxi
