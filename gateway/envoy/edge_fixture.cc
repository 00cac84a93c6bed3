#include "gateway/envoy/edge_fixture.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"

namespace guanxi {

using customer::v1::Customer;

TokenSigner* EdgeFixture::signer_ = nullptr;
ScriptedServices* EdgeFixture::services_ = nullptr;
RunningEnvoy* EdgeFixture::envoy_ = nullptr;

void EdgeFixture::SetUpTestSuite() {
  signer_ = new TokenSigner(Es256PrivateKey::Generate().value());
  services_ = new ScriptedServices(signer_->public_key());
  const std::string port = absl::StrCat(services_->port());
  auto envoy =
      RunningEnvoy::Start({absl::StrCat("DESCRIPTOR_SET=", std::getenv("PWD"), "/protos/guanxi.pb"),
                           absl::StrCat("ANY_PORT=", port)});
  ASSERT_THAT(envoy, IsOk());
  envoy_ = envoy->release();
}

void EdgeFixture::TearDownTestSuite() {
  delete envoy_;
  delete services_;
  delete signer_;
}

void EdgeFixture::SetUp() {
  ASSERT_NE(envoy_, nullptr);
  services_->calls = 0;
  services_->get = [](grpc::ServerContext*, Customer*) { return grpc::Status::OK; };
}

std::string EdgeFixture::Token() {
  TokenClaims claims;
  claims.issuer = "https://guanxi.local";
  claims.audience = {"guanxi"};
  claims.principal = {DeriveUuid("test", "tenant"), "users/x", "test"};
  claims.issued_at = absl::Now();
  claims.expires = absl::Now() + absl::Minutes(5);
  return signer_->Sign(claims).value();
}

RunningEnvoy::Answer EdgeFixture::Rest(std::vector<std::string> arguments, absl::string_view path) {
  arguments.insert(arguments.end(), {"-H", absl::StrCat("authorization: Bearer ", Token())});
  return envoy_->Curl(arguments, path);
}

EdgeFixture::Headers EdgeFixture::Seen(const std::vector<std::string>& arguments) {
  Headers seen;
  services_->get = [&](grpc::ServerContext* context, Customer*) {
    for (const auto& [name, value] : context->client_metadata()) {
      seen.emplace(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
    }
    return grpc::Status::OK;
  };
  EXPECT_EQ(Rest(arguments).status, 200);
  return seen;
}

absl::Duration EdgeFixture::DeadlineSeen(const std::vector<std::string>& arguments) {
  absl::Duration left;
  services_->get = [&](grpc::ServerContext* context, Customer*) {
    left = absl::FromChrono(context->deadline()) - absl::Now();
    return grpc::Status::OK;
  };
  EXPECT_EQ(Rest(arguments).status, 200);
  return left;
}

}  // namespace guanxi
