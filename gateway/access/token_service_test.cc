#include "gateway/access/token_service.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/jwks.h"
#include "common/policy/authorizer.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/eventually.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/test_issuer.h"
#include "gateway/access/token_service.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::access {
namespace {

using google::api::HttpBody;
using nlohmann::json;

// The service on a real server, with a real database and a key of its own.
class TokenServiceTest : public ::testing::Test, protected TestIssuer {
 protected:
  void SetUp() override {
    PutClient("demo", "robot", Hash("secret-of-robot"), {v1::ApiClient::CLIENT_CREDENTIALS});
    service_ =
        std::make_unique<TokenServiceImpl>(&pipeline_, "https://issuer", issuer.get(), keys.get());
    server_ = rpc::Server::Start({}, {service_.get()}, {}, registry_).value();
    stub_ = v1::TokenService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->ports().grpc), grpc::InsecureChannelCredentials()));
  }

  // Sends a form; the answer's metadata is in `context_` afterwards.
  HttpBody Issue(const std::string& form) {
    context_ = std::make_unique<grpc::ClientContext>();
    v1::IssueTokenRequest request;
    request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
    request.mutable_form()->set_data(form);
    HttpBody body;
    status_ = stub_->IssueToken(context_.get(), request, &body);
    return body;
  }

  std::string Header(const std::string& name) {
    const auto& headers = context_->GetServerInitialMetadata();
    const auto it = headers.find(name);
    return it == headers.end() ? "" : std::string(it->second.data(), it->second.size());
  }

  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_{rpc::PipelineOptions(), nullptr, &authorizer_, registry_};
  std::unique_ptr<TokenServiceImpl> service_;
  std::unique_ptr<rpc::Server> server_;  // after what it serves
  std::unique_ptr<v1::TokenService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  grpc::Status status_;
};

TEST_F(TokenServiceTest, AnswersWithATokenThatNobodyMayCache) {
  const HttpBody body =
      Issue("grant_type=client_credentials&client_id=robot@demo&client_secret=secret-of-robot");
  ASSERT_TRUE(status_.ok()) << status_.error_message();
  EXPECT_EQ(Header("x-http-status"), "200");
  EXPECT_EQ(Header("cache-control"), "no-store");
  EXPECT_EQ(body.content_type(), "application/json");
  EXPECT_EQ(json::parse(body.data())["expires_in"], 300);
}

TEST_F(TokenServiceTest, ARefusalIsAnAnswerWithItsHttpStatus) {
  const HttpBody body =
      Issue("grant_type=client_credentials&client_id=robot@demo&client_secret=wrong");
  EXPECT_TRUE(status_.ok());
  EXPECT_EQ(Header("x-http-status"), "401");
  EXPECT_EQ(Header("www-authenticate"), "Basic realm=\"guanxi\"");
  EXPECT_EQ(json::parse(body.data())["error"], "invalid_client");
}

TEST_F(TokenServiceTest, AnOutageIsAnError) {
  SharedMariaDb()->Kill9();
  Issue("grant_type=client_credentials&client_id=robot@demo&client_secret=secret-of-robot");
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
  ASSERT_THAT(SharedMariaDb()->Restart(), IsOk());
}

TEST_F(TokenServiceTest, GuessersAreToldApartByTheAddressThatTheEdgeSaw) {
  const auto guess = [&](const std::string& address, const std::string& secret) {
    grpc::ClientContext context;
    context.AddMetadata("x-envoy-external-address", address);
    v1::IssueTokenRequest request;
    request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
    request.mutable_form()->set_data(
        absl::StrCat("grant_type=client_credentials&client_id=robot@demo&client_secret=", secret));
    HttpBody body;
    EXPECT_TRUE(stub_->IssueToken(&context, request, &body).ok());
    return std::string(context.GetServerInitialMetadata().find("x-http-status")->second.data(), 3);
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guess("203.0.113.9", "wrong"), "401");
  EXPECT_EQ(guess("203.0.113.9", "secret-of-robot"), "429");
  EXPECT_EQ(guess("203.0.113.10", "secret-of-robot"), "200");
}

TEST_F(TokenServiceTest, AFloodOfPasswordsLeavesKeysAndMachinesAlone) {
  PasswordHasher slow(1, HashCost{64 << 10, 4});
  LoginGuard generous(all.database.get(),
                      LoginGuardOptions{{1000, absl::Seconds(30)}, {1000, absl::Seconds(30)}},
                      &all.clock);
  TokenIssuer slow_issuer({"https://issuer"}, {&store, &sessions, &slow, &generous, keys.get()},
                          &all.clock);
  TokenServiceImpl service(&pipeline_, "https://issuer", &slow_issuer, keys.get());
  const auto server = rpc::Server::Start({}, {&service}, {}, registry_).value();
  const auto stub = v1::TokenService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", server->ports().grpc), grpc::InsecureChannelCredentials()));
  const std::string secret = NewSecret();
  PutClient("demo", "machine", SecretDigest(secret), {v1::ApiClient::CLIENT_CREDENTIALS});

  struct Guess {
    grpc::ClientContext context;
    v1::IssueTokenRequest request;
    HttpBody body;
  };
  std::vector<std::unique_ptr<Guess>> guesses;
  std::atomic<int> ended{0};
  for (int i = 0; i < 100; ++i) {
    guesses.push_back(std::make_unique<Guess>());
    Guess& one = *guesses.back();
    one.request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
    one.request.mutable_form()->set_data(
        absl::StrCat("grant_type=client_credentials&client_id=c", i, "@demo&client_secret=wrong"));
    stub->async()->IssueToken(&one.context, &one.request, &one.body,
                              [&](grpc::Status) { ++ended; });
  }
  // Most of them wait for the one hash, or were refused.
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext keys_context, machine_context;
    HttpBody body;
    EXPECT_TRUE(stub->GetJwks(&keys_context, {}, &body).ok());
    v1::IssueTokenRequest request;
    request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
    request.mutable_form()->set_data(absl::StrCat(
        "grant_type=client_credentials&client_id=machine@demo&client_secret=", secret));
    ASSERT_TRUE(stub->IssueToken(&machine_context, request, &body).ok());
    EXPECT_EQ(machine_context.GetServerInitialMetadata().find("x-http-status")->second, "200");
  }
  for (auto& guess : guesses) guess->context.TryCancel();
  EXPECT_TRUE(Eventually([&] { return ended == 100; }));
}

TEST_F(TokenServiceTest, RevocationAnswersWithNothing) {
  const auto revoke = [&](const std::string& form) {
    context_ = std::make_unique<grpc::ClientContext>();
    v1::RevokeTokenRequest request;
    request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
    request.mutable_form()->set_data(form);
    HttpBody body;
    status_ = stub_->RevokeToken(context_.get(), request, &body);
    return body.data();
  };
  EXPECT_EQ(revoke("token=anything&client_id=robot@demo&client_secret=secret-of-robot"), "{}");
  EXPECT_TRUE(status_.ok());
  EXPECT_EQ(Header("x-http-status"), "200");
  EXPECT_EQ(json::parse(revoke("token=anything&client_id=robot@demo&client_secret=wrong"))["error"],
            "invalid_client");
  EXPECT_EQ(Header("x-http-status"), "401");
}

TEST_F(TokenServiceTest, SaysWhereTheEndpointsAre) {
  grpc::ClientContext context;
  HttpBody body;
  ASSERT_TRUE(stub_->GetServerMetadata(&context, {}, &body).ok());
  EXPECT_EQ(body.content_type(), "application/json");
  EXPECT_EQ(json::parse(body.data())["token_endpoint"], "https://issuer/oauth2/token");
}

TEST_F(TokenServiceTest, PublishesTheKeysForAMinute) {
  grpc::ClientContext context;
  HttpBody body;
  ASSERT_TRUE(stub_->GetJwks(&context, {}, &body).ok());
  EXPECT_EQ(body.content_type(), "application/jwk-set+json");
  EXPECT_EQ(ParseJwks(body.data()).value().count(keys->Current()->signer.kid()), 1u);
  const auto& headers = context.GetServerInitialMetadata();
  EXPECT_EQ(headers.find("cache-control")->second, "public, max-age=60");
}

}  // namespace
}  // namespace guanxi::access
