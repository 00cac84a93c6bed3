#include "gateway/access/token_service.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/auth/jwks.h"
#include "common/db/database.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/password.h"
#include "gateway/access/signing_keys.h"
#include "gateway/access/token_issuer.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace guanxi::access {
namespace {

using google::api::HttpBody;
using nlohmann::json;

// The service on a real server, with a real database and a key of its own.
class TokenServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto schema = SharedMariaDb()->CreateSchema("gateway/schema");
    ASSERT_THAT(schema, IsOk());
    database_ = db::Database::Create({*schema}).value();
    store_ = std::make_unique<AccessStore>(database_.get());
    const std::string hash =
        hasher_.Hash("secret-of-robot", absl::Now() + absl::Minutes(1)).value();
    const Client robot{{}, "robot", "", hash, {Grant::kClientCredentials}, true};
    ASSERT_THAT(store_->Put({"demo", "", {}, {robot}}, absl::Now() + absl::Minutes(1)), IsOk());
    const std::string folder = absl::StrCat(::testing::TempDir(), "/keys");
    std::filesystem::remove_all(folder);
    ASSERT_THAT(SigningKeys::Add(folder), IsOk());
    keys_ = SigningKeys::Open(folder).value();
    issuer_ = std::make_unique<TokenIssuer>(TokenIssuer::Options{"https://issuer", {}},
                                            store_.get(), &hasher_, keys_.get());
    service_ = std::make_unique<TokenServiceImpl>(&pipeline_, issuer_.get(), keys_.get());
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
  rpc::Pipeline pipeline_{rpc::PipelineOptions(), nullptr, registry_};
  PasswordHasher hasher_{2, HashCost{64, 1}};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<AccessStore> store_;
  std::unique_ptr<SigningKeys> keys_;
  std::unique_ptr<TokenIssuer> issuer_;
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

TEST_F(TokenServiceTest, PublishesTheKeysForAMinute) {
  grpc::ClientContext context;
  HttpBody body;
  ASSERT_TRUE(stub_->GetJwks(&context, {}, &body).ok());
  EXPECT_EQ(body.content_type(), "application/jwk-set+json");
  EXPECT_EQ(ParseJwks(body.data()).value().count(keys_->Current()->signer.kid()), 1u);
  const auto& headers = context.GetServerInitialMetadata();
  EXPECT_EQ(headers.find("cache-control")->second, "public, max-age=60");
}

}  // namespace
}  // namespace guanxi::access
