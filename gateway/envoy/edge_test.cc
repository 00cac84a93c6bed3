// The real Envoy before a gRPC server that does as the test says: deadlines, retries, headers and
// routes, which a real service cannot be made to show. tests/e2e has the rest.
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "common/auth/jwks.h"
#include "common/auth/token_signer.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gateway/envoy/running_envoy.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/token_service.grpc.pb.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi {
namespace {

using customer::v1::Customer;
using customer::v1::CustomerService;
using customer::v1::GetCustomerRequest;
using ::testing::AllOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;
using Headers = std::multimap<std::string, std::string>;

// Serves customers by functions, and the key set.
class ScriptedServices {
 public:
  using Get = std::function<grpc::Status(grpc::ServerContext*, Customer*)>;

  explicit ScriptedServices(const Es256PublicKey& key) : customers_(this), tokens_(key) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&customers_);
    builder.RegisterService(&tokens_);
    server_ = builder.BuildAndStart();
  }

  int port() const { return port_; }
  // How GetCustomer and DeleteCustomer answer; not while a call runs.
  Get get;
  std::atomic<int> calls = 0;

 private:
  class Customers : public CustomerService::Service {
   public:
    explicit Customers(ScriptedServices* owner) : owner_(owner) {}
    grpc::Status GetCustomer(grpc::ServerContext* context, const GetCustomerRequest* request,
                             Customer* customer) override {
      customer->set_name(request->name());
      ++owner_->calls;
      return owner_->get(context, customer);
    }
    grpc::Status DeleteCustomer(grpc::ServerContext* context,
                                const customer::v1::DeleteCustomerRequest*,
                                Customer* customer) override {
      ++owner_->calls;
      return owner_->get(context, customer);
    }

   private:
    ScriptedServices* const owner_;
  };

  class Tokens : public access::v1::TokenService::Service {
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

  Customers customers_;
  Tokens tokens_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class EdgeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    signer_ = new TokenSigner(Es256PrivateKey::Generate().value());
    services_ = new ScriptedServices(signer_->public_key());
    const std::string port = absl::StrCat(services_->port());
    auto envoy = RunningEnvoy::Start(
        {absl::StrCat("DESCRIPTOR_SET=", std::getenv("PWD"), "/protos/guanxi.pb"),
         absl::StrCat("GATEWAY_PORT=", port), absl::StrCat("GATEWAY_HEALTH_PORT=", port),
         absl::StrCat("CUSTOMER_PORT=", port), absl::StrCat("CUSTOMER_HEALTH_PORT=", port)});
    ASSERT_THAT(envoy, IsOk());
    envoy_ = envoy->release();
  }
  static void TearDownTestSuite() {
    delete envoy_;
    delete services_;
    delete signer_;
  }

  void SetUp() override {
    ASSERT_NE(envoy_, nullptr);
    services_->calls = 0;
    services_->get = [](grpc::ServerContext*, Customer*) { return grpc::Status::OK; };
  }

  static std::string Token() {
    TokenClaims claims;
    claims.issuer = "https://guanxi.local";
    claims.audience = {"guanxi"};
    claims.principal = {DeriveUuid("test", "tenant"), "users/x", "test"};
    claims.issued_at = absl::Now();
    claims.expires = absl::Now() + absl::Minutes(5);
    return signer_->Sign(claims).value();
  }

  static RunningEnvoy::Answer Rest(std::vector<std::string> arguments = {},
                                   absl::string_view path = "/v1/customers/1") {
    arguments.insert(arguments.end(), {"-H", absl::StrCat("authorization: Bearer ", Token())});
    return envoy_->Curl(arguments, path);
  }

  // What the service sees of a REST call with these arguments.
  static Headers Seen(const std::vector<std::string>& arguments) {
    Headers seen;
    services_->get = [&](grpc::ServerContext* context, Customer*) {
      for (const auto& [name, value] : context->client_metadata()) {
        seen.emplace(std::string(name.data(), name.size()),
                     std::string(value.data(), value.size()));
      }
      return grpc::Status::OK;
    };
    EXPECT_EQ(Rest(arguments).status, 200);
    return seen;
  }

  // How long the service may take for a REST call with these arguments.
  static absl::Duration DeadlineSeen(const std::vector<std::string>& arguments) {
    absl::Duration left;
    services_->get = [&](grpc::ServerContext* context, Customer*) {
      left = absl::FromChrono(context->deadline()) - absl::Now();
      return grpc::Status::OK;
    };
    EXPECT_EQ(Rest(arguments).status, 200);
    return left;
  }

  static TokenSigner* signer_;
  static ScriptedServices* services_;
  static RunningEnvoy* envoy_;
};
TokenSigner* EdgeTest::signer_ = nullptr;
ScriptedServices* EdgeTest::services_ = nullptr;
RunningEnvoy* EdgeTest::envoy_ = nullptr;

TEST_F(EdgeTest, RestCallsHaveADeadlineOfTenSecondsOrLess) {
  EXPECT_THAT(DeadlineSeen({}), AllOf(Gt(absl::Seconds(8)), Lt(absl::Seconds(11))));
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 2S"}), Lt(absl::Seconds(2)));
}

TEST_F(EdgeTest, AServiceThatOutlivesTheDeadlineIs504) {
  services_->get = [](grpc::ServerContext* context, Customer*) {
    EXPECT_TRUE(Eventually([&] { return context->IsCancelled(); }));
    return grpc::Status::CANCELLED;
  };
  const RunningEnvoy::Answer answer = Rest({"-H", "grpc-timeout: 200m"});
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["code"], 4);
}

TEST_F(EdgeTest, ReadsAreTriedAgainAfterUnavailable) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return services_->calls < 3 ? ToGrpcStatus(Unavailable("BUSY", "not now")) : grpc::Status::OK;
  };
  EXPECT_EQ(Rest().status, 200);
  EXPECT_EQ(services_->calls, 3);
}

TEST_F(EdgeTest, WritesAreNot) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(Unavailable("BUSY", "not now"));
  };
  EXPECT_EQ(Rest({"-X", "DELETE"}).status, 503);
  EXPECT_EQ(services_->calls, 1);
}

TEST_F(EdgeTest, ErrorsOfServicesKeepTheirDetails) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(InvalidField("name", "is not a name"));
  };
  const RunningEnvoy::Answer answer = Rest();
  EXPECT_EQ(answer.status, 400);
  const auto error = nlohmann::json::parse(answer.body);
  EXPECT_EQ(error["code"], 3);
  EXPECT_THAT(error.dump(), AllOf(HasSubstr("google.rpc.ErrorInfo"), HasSubstr("INVALID_FIELD"),
                                  HasSubstr("fieldViolations")));
  EXPECT_EQ(answer.headers.count("grpc-status"), 0u);
  EXPECT_EQ(answer.headers.count("grpc-status-details-bin"), 0u);
}

TEST_F(EdgeTest, ABuggyEndpointDoesNotTakeTheServiceOut) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(absl::InternalError("bug"));
  };
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Rest().status, 500);
  services_->get = [](grpc::ServerContext*, Customer*) { return grpc::Status::OK; };
  EXPECT_EQ(Rest().status, 200);
}

TEST_F(EdgeTest, ServicesGetTheTokenAndTheTraceAndNothingForged) {
  const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const Headers seen =
      Seen({"-H", "x-envoy-max-retries: 9", "-H", "x-request-id: mine", "-H",
            "x-envoy-original-path: /elsewhere", "-H", absl::StrCat("traceparent: ", trace)});
  EXPECT_TRUE(absl::StartsWith(seen.find("authorization")->second, "Bearer "));
  EXPECT_EQ(seen.find("traceparent")->second, trace);
  EXPECT_NE(seen.find("x-request-id")->second, "mine");
  EXPECT_EQ(seen.count("x-envoy-max-retries"), 0u);
  EXPECT_EQ(seen.find("x-envoy-original-path")->second, "/v1/customers/1");
}

TEST_F(EdgeTest, NativeGrpcKeepsItsDeadlineAndItsErrors) {
  services_->get = [](grpc::ServerContext* context, Customer*) {
    EXPECT_TRUE(Eventually([&] { return context->IsCancelled(); }));
    return grpc::Status::CANCELLED;
  };
  auto stub = CustomerService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", envoy_->port()), grpc::InsecureChannelCredentials()));
  Customer customer;
  grpc::ClientContext context;
  context.AddMetadata("authorization", absl::StrCat("Bearer ", Token()));
  // The edge takes 50 ms off the deadline: its answer is the one that comes.
  context.AddMetadata("grpc-timeout", "300m");
  EXPECT_EQ(stub->GetCustomer(&context, {}, &customer).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  grpc::ClientContext anonymous;
  const grpc::Status refused = stub->GetCustomer(&anonymous, {}, &customer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(refused.error_message(), "Jwt is missing");
}

// "/v1/{name=files/*}:download" as the template has it, a literal or a regular expression.
std::string RoutePattern(std::string rule) {
  while (true) {
    const size_t begin = rule.find('{'), equals = rule.find('=', begin), end = rule.find('}');
    if (begin == std::string::npos) break;
    rule = absl::StrCat(rule.substr(0, begin), rule.substr(equals + 1, end - equals - 1),
                        rule.substr(end + 1));
  }
  return absl::StrReplaceAll(rule, {{"*", "[^/]+"}});
}

// What the template says of the route whose match has `path`.
std::string RouteOf(const std::string& config, const std::string& path) {
  const size_t begin = config.find(path);
  if (begin == std::string::npos) return "";
  return config.substr(begin, config.find("- match:", begin) - begin);
}

TEST(EdgeConfiguration, KnowsEveryServiceAndEveryStream) {
  google::protobuf::FileDescriptorSet files;
  ASSERT_TRUE(files.ParseFromString(ReadFile("protos/guanxi.pb")));
  const std::string config = ReadFile("gateway/envoy/envoy.yaml");
  int streams = 0;
  for (const auto& file : files.file()) {
    for (const auto& service : file.service()) {
      const std::string name = absl::StrCat(file.package(), ".", service.name());
      EXPECT_THAT(config, HasSubstr(absl::StrCat("- ", name, "\n"))) << "not transcoded";
      for (const auto& method : service.method()) {
        if (!method.client_streaming() && !method.server_streaming()) continue;
        ++streams;
        const auto& rule = method.options().GetExtension(google::api::http);
        for (const std::string& path :
             {absl::StrCat("path: /", name, "/", method.name(), " }"),
              absl::StrCat("\"", RoutePattern(rule.post() + rule.get()), "\"")}) {
          EXPECT_THAT(RouteOf(config, path), HasSubstr("stream_deadline"))
              << path << ": a stream needs a route with the deadline of streams";
        }
      }
    }
  }
  EXPECT_GE(streams, 2);
}

}  // namespace
}  // namespace guanxi
