// The real Envoy before a gRPC server that does as the test says: deadlines, retries, headers and
// routes, which a real service cannot be made to show. tests/e2e has the rest.
#include <grpcpp/grpcpp.h>

#include <algorithm>
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
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);  // as the services have it
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&customers_);
    builder.RegisterService(&tokens_);
    server_ = builder.BuildAndStart();
  }

  int port() const { return port_; }
  // How all methods answer; not while a call runs.
  Get get;
  std::string request;  // the last one, as text
  std::atomic<int> calls = 0;

 private:
  class Customers : public CustomerService::Service {
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
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 60S"}), Lt(absl::Seconds(11)));
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

// A write over REST, and what the edge says to it.
struct Write {
  std::string verb, path, body;
  int status;
  std::string reason = {}, field = {};  // "" for any
};

class EdgeRest : public EdgeTest {
 protected:
  static RunningEnvoy::Answer Send(const std::string& verb, const std::string& path,
                                   const std::string& body, std::vector<std::string> more = {}) {
    const std::string file = absl::StrCat(std::getenv("TEST_TMPDIR"), "/body");
    std::ofstream(file, std::ios::binary) << body;
    more.insert(more.end(), {"-X", verb});
    if (!body.empty()) more.insert(more.end(), {"--data-binary", absl::StrCat("@", file)});
    if (std::none_of(more.begin(), more.end(), [](const std::string& argument) {
          return absl::StartsWith(argument, "content-type");
        })) {
      more.insert(more.end(), {"-H", "content-type: application/json"});
    }
    return Rest(more, path);
  }

  static void Expect(const Write& write) {
    SCOPED_TRACE(absl::StrCat(write.verb, " ", write.path, " ", write.body.substr(0, 200)));
    services_->calls = 0;
    const RunningEnvoy::Answer answer = Send(write.verb, write.path, write.body);
    EXPECT_EQ(answer.status, write.status) << answer.body;
    EXPECT_EQ(services_->calls, write.status == 200 ? 1 : 0);
    if (write.status == 200) return;
    const auto error = nlohmann::json::parse(answer.body, nullptr, false);
    ASSERT_FALSE(error.is_discarded()) << answer.body;
    EXPECT_EQ(error["code"], 3);
    EXPECT_EQ(answer.headers.at("content-type"), "application/json");
    if (!write.reason.empty()) {
      EXPECT_EQ(error["details"][0]["reason"], write.reason);
    }
    if (!write.field.empty()) {
      EXPECT_EQ(error["details"][1]["fieldViolations"][0]["field"], write.field);
    }
  }

  static std::string Nested(int levels) {
    std::string body = "1";
    for (int i = 0; i < levels; ++i) body = absl::StrCat("{\"a\":", body, "}");
    return absl::StrCat("{\"custom\":", body, "}");
  }
};

TEST_F(EdgeRest, BodiesAreStrict) {
  const std::string customers = "/v1/customers", a = "/v1/customers/A";
  for (const Write& write : std::vector<Write>{
           {"POST", customers, R"({"displayName":"关系 \ud83d\ude00","phones":[{"number":"1"}]})",
            200},
           {"POST", customers, R"({"display_name":"a","custom":{"b":{"b":[1,{"x":null}]}}})", 200},
           {"POST", customers, R"({"externalIds":{"displayName":"1","display_name":"2"}})", 200},
           {"POST", customers, R"({"nosuch":1})", 400, "INVALID_FIELD", "nosuch"},
           {"POST", customers, R"({"phones":[{},{"nummer":"1"}]})", 400, "INVALID_FIELD",
            "phones[1].nummer"},
           {"PATCH", a + "?updateMask=note", R"({"notes":"new"})", 400, "INVALID_FIELD", "notes"},
           {"POST", customers, R"({"note":"a","note":"b"})", 400, "INVALID_FIELD", "note"},
           {"POST", customers, R"({"displayName":"a","display_name":"b"})", 400, "INVALID_FIELD",
            "display_name"},
           {"POST", customers, R"({"externalIds":{"a":"1","\u0061":"2"}})", 400, "INVALID_FIELD"},
           {"POST", customers, R"({"custom":{"a":1,"a":2}})", 400, "INVALID_FIELD", "custom.a"},
           {"POST", customers, R"({note:"a"})", 400, "INVALID_JSON"},
           {"POST", customers, R"({'note':'a'})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"custom":{"n":NaN}})", 400, "INVALID_JSON", "custom.n"},
           {"POST", customers, R"({"custom":{"n":-Infinity}})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"\ud800"})", 400, "INVALID_JSON", "note"},
           {"POST", customers, "{\"note\":\"\xff\"}", 400, "INVALID_JSON"},
           {"POST", customers, "\xef\xbb\xbf{}", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"a",})", 400, "INVALID_JSON"},
           {"POST", customers, R"({"note":"a"}{})", 400, "INVALID_JSON"},
           {"POST", customers, R"([])", 400, "INVALID_JSON"},
           {"POST", customers, R"("a")", 400, "INVALID_JSON"},
           {"POST", customers, Nested(31), 200},
           {"POST", customers, Nested(32), 400, "JSON_TOO_DEEP"},
           {"POST", customers, Nested(90), 400, "JSON_TOO_DEEP"},
           {"POST", customers, Nested(100000), 400, "JSON_TOO_DEEP"},
           {"DELETE", a, "", 200},
           {"DELETE", a, "{}", 200},
           {"DELETE", a, R"({"name":"customers/B"})", 400, "INVALID_FIELD", "name"},
       }) {
    Expect(write);
  }
}

TEST_F(EdgeRest, NothingContradictsThePath) {
  const std::string a = "/v1/customers/A";
  for (const Write& write : std::vector<Write>{
           {"DELETE", a + "?name=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?name=customers/A", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?n%61me=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?etag=1&name=customers/B", "", 400, "INVALID_FIELD", "name"},
           {"DELETE", a + "?etag=1&etag=2", "", 400, "INVALID_FIELD", "etag"},
           {"DELETE", a + "?etag=1", "", 200},
           {"DELETE", a + "?nosuch=1", "", 400, "INVALID_FIELD", "nosuch"},
           {"PATCH", a + "?customer.name=customers/B", "{}", 400, "INVALID_FIELD", "customer.name"},
           {"PATCH", a + "?customer.displayName=x", "{}", 400, "INVALID_FIELD"},
           {"PATCH", a + "?updateMask=note&update_mask=grade", "{}", 400, "INVALID_FIELD",
            "update_mask"},
           {"PATCH", a + "?updateMask=note", R"({"name":"customers/A"})", 200},
           {"PATCH", a + "?updateMask=note", R"({"name":"customers/B"})", 400},
           {"POST", a + ":undelete", R"({"name":"customers/B"})", 400},
           {"POST", a + ":undelete", R"({"name":"customers/A"})", 200},
           {"POST", a + ":undelete", "", 200},
           {"POST", a + ":undelete?name=customers/B", "{}", 400, "INVALID_FIELD", "name"},
           {"POST", a + ":undelete?etag=1", "{}", 400, "INVALID_FIELD", "etag"},
           {"POST", a + ":transferOwnership", R"({"name":"customers/B"})", 400},
           {"GET", a + "/contacts?parent=customers/-", "", 400, "INVALID_FIELD", "parent"},
           {"POST", a + "/contacts?parent=customers/B", "{}", 400, "INVALID_FIELD", "parent"},
           {"POST", a + "/contacts:batchDelete", R"({"parent":"customers/B"})", 400},
       }) {
    Expect(write);
  }
  ASSERT_EQ(Send("DELETE", a, "").status, 200);
  EXPECT_EQ(services_->request, "name: \"customers/A\"");
}

TEST_F(EdgeRest, BodiesAreJsonAndSaySo) {
  const std::string path = "/v1/customers", body = "{}";
  for (const char* type : {"content-type: application/json", "content-type: Application/JSON",
                           "content-type: application/json; charset=UTF-8"}) {
    EXPECT_EQ(Send("POST", path, body, {"-H", type}).status, 200) << type;
  }
  for (const char* type :
       {"content-type:", "content-type: text/plain",
        "content-type: application/x-www-form-urlencoded", "content-type: application/jsonx",
        "content-type: application/json; charset=gbk", "content-type: application/grpcx"}) {
    EXPECT_EQ(Send("POST", path, body, {"-H", type}).status, 415) << type;
  }
  EXPECT_EQ(Send("POST", path, body, {"-H", "content-encoding: gzip"}).status, 415);
  EXPECT_EQ(Send("POST", path, body, {"-H", "content-encoding: identity"}).status, 200);
}

TEST_F(EdgeRest, MistakesInUrlsAndHeadersAreTheClients) {
  for (const char* path :
       {"/v1/customers/%ff", "/v1/customers/%ed%a0%80", "/v1/customers:search?query=%c0%80",
        "/v1/customers/1?readMask=%e5%85"}) {
    EXPECT_EQ(Rest({}, path).status, 400) << path;
  }
  EXPECT_EQ(Rest({"-H", "grpc-timeout: soon"}).status, 400);
  EXPECT_EQ(Rest({"-H", "grpc-timeout: 123456789m"}).status, 400);
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 2600000H"}),
              AllOf(Gt(absl::Seconds(8)), Lt(absl::Seconds(11))));
  EXPECT_THAT(DeadlineSeen({"-H", "grpc-timeout: 99999999H"}), Gt(absl::Seconds(8)));
  EXPECT_EQ(Rest({"-H", absl::StrCat("x-long: ", std::string(20000, 'a'))}).status, 431);
  EXPECT_EQ(Rest({"-H", absl::StrCat("x-long: ", std::string(10000, 'a'))}).status, 200);
  EXPECT_EQ(Rest({}, absl::StrCat("/v1/customers/1?readMask=", std::string(9500, 'a'))).status,
            200);
}

TEST_F(EdgeRest, StaleIfMatchIs412) {
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(StaleEtag("customers/1"));
  };
  EXPECT_EQ(Send("PATCH", "/v1/customers/1", "{}").status, 409);
  const RunningEnvoy::Answer answer =
      Send("PATCH", "/v1/customers/1", "{}", {"-H", "if-match: \"1\""});
  EXPECT_EQ(answer.status, 412);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["details"][0]["reason"], "STALE_ETAG");
  EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", {"-H", "if-match: \"1\""}).status, 412);
  services_->get = [](grpc::ServerContext*, Customer*) {
    return ToGrpcStatus(Error(absl::StatusCode::kAborted, "BUSY", "again"));
  };
  EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", {"-H", "if-match: \"1\""}).status, 409);
}

TEST_F(EdgeRest, PreconditionsAreHonouredOrRefused) {
  EXPECT_EQ(Seen({"-X", "DELETE", "-H", "if-match: \"1\""}).find("if-match")->second, "\"1\"");
  for (const std::vector<std::string>& headers : std::vector<std::vector<std::string>>{
           {"-H", "if-match: \"1\"", "-H", "if-match: \"2\""},
           {"-H", "if-match: \"1\", \"2\""},
           {"-H", "if-none-match: *"},
           {"-H", "if-unmodified-since: Sat, 28 Nov 2026 00:00:00 GMT"}}) {
    EXPECT_EQ(Send("DELETE", "/v1/customers/1", "", headers).status, 400) << headers[1];
  }
}

TEST_F(EdgeRest, TheSchemeOfATokenIsTheSameInAnyCase) {
  for (const char* scheme : {"Bearer", "bearer", "BEARER"}) {
    EXPECT_EQ(
        envoy_
            ->Curl({"-H", absl::StrCat("authorization: ", scheme, " ", Token())}, "/v1/customers/1")
            .status,
        200);
  }
}

TEST_F(EdgeRest, BrowsersLearnWhoMayCall) {
  const auto ask = [](const std::string& origin) {
    return envoy_->Curl({"-X", "OPTIONS", "-H", absl::StrCat("origin: ", origin), "-H",
                         "access-control-request-method: PATCH"},
                        "/v1/customers/1");
  };
  EXPECT_EQ(ask("http://localhost:3000").headers.count("access-control-allow-origin"), 1u);
  EXPECT_EQ(ask("https://evil.example").status, 204);
  EXPECT_EQ(ask("https://evil.example").headers.count("access-control-allow-origin"), 0u);
}

TEST_F(EdgeTest, HealthHasAListenerOfItsOwn) {
  EXPECT_THAT(
      OutputOf({"curl", "-sf", absl::StrCat("127.0.0.1:", envoy_->health_port(), "/healthz")}),
      IsOk());
  EXPECT_NE(
      OutputOf({"curl", "-sf", absl::StrCat("127.0.0.1:", envoy_->health_port(), "/v1")}).status(),
      absl::OkStatus());
}

TEST_F(EdgeTest, TheAdminInterfaceChangesNothing) {
  for (const char* path : {"/quitquitquit", "/healthcheck/fail", "/logging?level=trace",
                           "/drain_listeners", "/config_dump"}) {
    EXPECT_THAT(envoy_->Admin({"-X", "POST", "-H", "origin: https://evil.example"}, path),
                HasSubstr("403"))
        << path;
  }
  EXPECT_THAT(envoy_->Admin({}, "/ready"), HasSubstr("200"));
}

TEST_F(EdgeTest, CompressedMessagesAreRefused) {
  auto stub = CustomerService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", envoy_->port()), grpc::InsecureChannelCredentials()));
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    Customer customer;
    grpc::ClientContext context;
    context.AddMetadata("authorization", absl::StrCat("Bearer ", Token()));
    context.set_compression_algorithm(algorithm);
    const grpc::Status refused = stub->GetCustomer(&context, {}, &customer);
    EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNIMPLEMENTED);
    EXPECT_THAT(refused.error_message(), HasSubstr("grpc-encoding"));
  }
  EXPECT_EQ(services_->calls, 0);
}

TEST_F(EdgeTest, ServicesGetNoQueryAndNoFreeTrace) {
  const Headers seen = Seen({"-G", "-d", "readMask=name", "-H", "traceparent: 13800138000"});
  EXPECT_EQ(seen.find("x-envoy-original-path")->second, "/v1/customers/1");
  EXPECT_EQ(seen.count("traceparent"), 0u);
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
