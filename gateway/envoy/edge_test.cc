// The real Envoy before a gRPC server that does as the test says: deadlines, retries, headers and
// routes, which a real service cannot be made to show. tests/e2e has the rest.
#include <grpcpp/grpcpp.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gateway/envoy/edge_fixture.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"

namespace guanxi {
namespace {

using customer::v1::Customer;
using customer::v1::CustomerService;
using ::testing::AllOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;

using EdgeTest = EdgeFixture;

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

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
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
  const std::string config =
      OutputOf({"python3", "gateway/envoy/render", "DESCRIPTOR_SET=-", "REST_MODULE=-",
                "ROUTES=gateway/envoy/rest_routes.json", "ANY_PORT=1"})
          .value();
  int streams = 0;
  for (const auto& file : files.file()) {
    for (const auto& service : file.service()) {
      const std::string name = absl::StrCat(file.package(), ".", service.name());
      EXPECT_THAT(config, HasSubstr(absl::StrCat("- ", name, "\n"))) << "not transcoded";
      EXPECT_THAT(config, HasSubstr(absl::StrCat("prefix: /", name, "/ }"))) << "not routed";
      for (const auto& method : service.method()) {
        if (!method.client_streaming() && !method.server_streaming()) continue;
        ++streams;
        const auto& rule = method.options().GetExtension(google::api::http);
        std::vector<std::string> paths = {absl::StrCat("path: /", name, "/", method.name(), " }")};
        if (method.options().HasExtension(google::api::http)) {
          paths.push_back(absl::StrCat("\"", RoutePattern(rule.post() + rule.get()), "\""));
        }
        for (const std::string& path : paths) {
          EXPECT_THAT(RouteOf(config, path), HasSubstr("value: 30M"))
              << path << ": a stream needs a route with the deadline of streams";
        }
      }
    }
  }
  EXPECT_GE(streams, 2);
  // What is for services alone.
  for (const char* name : {"v1.PolicyService", "v1.LogService"}) {
    EXPECT_THAT(config, Not(HasSubstr(name)));
  }
}

}  // namespace
}  // namespace guanxi
