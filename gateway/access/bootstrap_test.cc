#include "gateway/access/bootstrap.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gtest/gtest.h"

namespace guanxi::access {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kFile[] = R"({"tenants": [{
  "code": "demo", "display_name": "示例公司",
  "users": [{"username": "alice", "display_name": "陈爱丽", "password": "pw-of-alice"}],
  "clients": [
    {"code": "importer", "secret": "secret-of-importer", "grants": ["client_credentials"]},
    {"code": "console", "grants": ["password"]}]}]})";

TEST(ParseBootstrap, ReadsTenantsUsersAndClients) {
  const std::vector<BootstrapTenant> tenants = ParseBootstrap(kFile).value();
  ASSERT_EQ(tenants.size(), 1u);
  EXPECT_EQ(tenants[0].code, "demo");
  ASSERT_EQ(tenants[0].users.size(), 1u);
  EXPECT_EQ(tenants[0].users[0].secret, "pw-of-alice");
  ASSERT_EQ(tenants[0].clients.size(), 2u);
  EXPECT_EQ(tenants[0].clients[1].secret, "");
  EXPECT_THAT(ParseBootstrap("{}"), IsOk());
}

TEST(ParseBootstrap, NamesEveryMistakeByItsPath) {
  const auto refused = ParseBootstrap(R"({"tenants": [{
    "code": "De mo", "colour": "red",
    "users": [{"username": "alice", "password": "short"}, {"username": "b@c"}, 7],
    "clients": [{"code": "open", "grants": ["client_credentials", "implicit"]},
                {"code": 5, "grants": "password"}]}]})");
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument,
                                AllOf(HasSubstr("tenants[0].code"), HasSubstr("tenants[0].colour"),
                                      HasSubstr("tenants[0].users[0].password"),
                                      HasSubstr("tenants[0].users[1].username"),
                                      HasSubstr("tenants[0].users[1].password"),
                                      HasSubstr("tenants[0].users[2]"),
                                      HasSubstr("tenants[0].clients[0].grants[0]"),
                                      HasSubstr("tenants[0].clients[0].grants[1]"),
                                      HasSubstr("tenants[0].clients[1].code"),
                                      HasSubstr("tenants[0].clients[1].grants"))));
  EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr("short")));
}

TEST(ParseBootstrap, RefusesWhatIsNotJson) {
  for (const char* text : {"", "{", "[]", "null", "{\"tenants\": 1}"}) {
    EXPECT_THAT(ParseBootstrap(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

class BootstrapTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto server = SharedMariaDb()->CreateSchema("gateway/schema");
    ASSERT_THAT(server, IsOk());
    database_ = db::Database::Create({*server}).value();
    store_ = std::make_unique<AccessStore>(database_.get());
  }

  absl::Status Run(absl::string_view file) {
    return Bootstrap(ParseBootstrap(file).value(), store_.get(), &hasher_, Soon());
  }
  std::string HashOfAlice() {
    return store_->FindUser(TenantId("demo"), "alice", Soon()).value()->password_hash;
  }
  absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  PasswordHasher hasher_{2, HashCost{64, 1}};
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<AccessStore> store_;
};

TEST_F(BootstrapTest, StoresHashesThatMatch) {
  ASSERT_THAT(Run(kFile), IsOk());
  EXPECT_THAT(hasher_.Matches("pw-of-alice", HashOfAlice(), Soon()), IsOkAndHolds(true));
  const auto console = store_->FindClient(TenantId("demo"), "console", Soon()).value();
  ASSERT_TRUE(console.has_value());
  EXPECT_EQ(console->secret_hash, "");
}

TEST_F(BootstrapTest, SecretsThatWeMadeAreKeptAsDigests) {
  const std::string secret = NewSecret();
  const auto stored = [&] {
    return store_->FindClient(TenantId("demo"), "robot", Soon()).value()->secret_hash;
  };
  for (const std::string& text : {std::string("chosen-secret"), secret, secret}) {
    ASSERT_THAT(Run(absl::StrCat(R"({"tenants": [{"code": "demo", "clients": [{"code": "robot",
                                 "secret": ")",
                                 text, R"(", "grants": ["client_credentials"]}]}]})")),
                IsOk());
  }
  EXPECT_EQ(stored(), SecretDigest(secret));
  ASSERT_THAT(Run(R"({"tenants": [{"code": "demo", "clients": [{"code": "robot",
                      "secret": "chosen-secret", "grants": ["client_credentials"]}]}]})"),
              IsOk());
  EXPECT_THAT(hasher_.Matches("chosen-secret", stored(), Soon()), IsOkAndHolds(true));
}

TEST_F(BootstrapTest, TheSameFileAgainKeepsTheHashes) {
  ASSERT_THAT(Run(kFile), IsOk());
  const std::string before = HashOfAlice();
  ASSERT_THAT(Run(kFile), IsOk());
  EXPECT_EQ(HashOfAlice(), before);
}

TEST_F(BootstrapTest, AnotherPasswordTakesEffect) {
  ASSERT_THAT(Run(kFile), IsOk());
  ASSERT_THAT(Run(R"({"tenants": [{"code": "demo", "users": [
                   {"username": "alice", "password": "new-password"}]}]})"),
              IsOk());
  EXPECT_THAT(hasher_.Matches("new-password", HashOfAlice(), Soon()), IsOkAndHolds(true));
}

}  // namespace
}  // namespace guanxi::access
