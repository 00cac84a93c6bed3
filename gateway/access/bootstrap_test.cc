#include "gateway/access/bootstrap.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/access_store.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gateway/directory/names.h"
#include "gateway/directory/test_directory.h"
#include "gateway/directory/trusted.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/session.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::access {
namespace {

using ::testing::HasSubstr;

constexpr char kFile[] = R"({"tenants": [{
  "code": "demo", "display_name": "示例公司",
  "users": [{"username": "alice", "display_name": "陈爱丽", "password": "pw-of-alice"}],
  "clients": [
    {"code": "importer", "secret": "secret-of-importer", "grants": ["client_credentials"]},
    {"code": "console", "grants": ["password"]}]}]})";

class BootstrapTest : public ::testing::Test {
 protected:
  absl::Status Run(absl::string_view file) {
    return PutBootstrap(ParseBootstrap(file).value(), all_.database.get(), *all_.engine,
                        *all_.resources, &hasher_, Soon());
  }
  std::string HashOfAlice() {
    return store_.FindUser(all_.tenant, "alice", Soon()).value()->password_hash;
  }
  v1::User GetUser(const std::string& login_name) {
    v1::GetUserRequest get;
    get.set_name(all_.UserNamed(login_name));
    return all_.Of<v1::User>().Get<v1::User>(all_.admin(), get).value();
  }
  // The codes of roles.
  template <typename Names>
  std::vector<std::string> Codes(const Names& names) {
    std::vector<std::string> codes;
    for (const std::string& name : names) {
      v1::GetRoleRequest get;
      get.set_name(name);
      codes.push_back(all_.Of<v1::Role>().Get<v1::Role>(all_.admin(), get)->code());
    }
    return codes;
  }
  std::vector<std::string> RolesOf(const std::string& login_name) {
    return Codes(GetUser(login_name).roles());
  }
  std::vector<std::string> RolesOfClient(const std::string& code) {
    v1::ListClientsRequest list;
    list.set_filter(absl::StrCat("code = \"", code, "\""));
    const auto page =
        all_.Of<v1::ApiClient>().List<v1::ListClientsResponse>(all_.admin(), list).value();
    return page.clients_size() == 1 ? Codes(page.clients(0).roles())
                                    : std::vector<std::string>{"?"};
  }
  absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  directory::TestDirectory all_;
  PasswordHasher hasher_{2, HashCost{64, 1}};
  AccessStore store_{all_.database.get(), &all_.clock};
};

TEST_F(BootstrapTest, StoresHashesThatMatch) {
  ASSERT_THAT(Run(kFile), IsOk());
  EXPECT_THAT(hasher_.Matches("pw-of-alice", HashOfAlice(), Soon()), IsOkAndHolds(true));
  const auto console = store_.FindClient(all_.tenant, "console", Soon()).value();
  ASSERT_TRUE(console.has_value());
  EXPECT_TRUE(console->is_public);
}

TEST_F(BootstrapTest, SecretsThatWeMadeAreKeptAsDigests) {
  const std::string secret = NewSecret();
  const auto stored = [&] {
    return store_.FindClient(all_.tenant, "robot", Soon()).value()->secret_hashes.front();
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

// Whoever knew the old one is not to go on by what he began with it.
TEST_F(BootstrapTest, AnotherPasswordEndsSessions) {
  ASSERT_THAT(Run(kFile), IsOk());
  const std::string alice = all_.UserNamed("alice");
  const std::string client = all_.CreateClient("app").name();
  const resource::ResourceName name{Uuid(), all_.environment->uuids().Next()};
  ASSERT_THAT(
      all_.engine->Write(directory::Trusted(all_.tenant, alice), {}, resource::WriteContext(),
                         [&](resource::UnitOfWork& work) {
                           v1::Session session;
                           session.set_user(alice);
                           session.set_client(client);
                           session.mutable_expire_time()->set_seconds(
                               absl::ToUnixSeconds(all_.clock.Now()) + 3600);
                           return work.Insert(*all_.resources->sessions, name, &session);
                         }),
      IsOk());
  const auto end_reason = [&] {
    v1::Session session;
    const auto read = [&](resource::UnitOfWork& work) -> absl::Status {
      const auto row = work.Get(*all_.resources->sessions, name);
      if (row.ok()) session.CopyFrom(*row->message);
      return row.status();
    };
    EXPECT_THAT(all_.engine->Write(directory::Trusted(all_.tenant, alice), {},
                                   resource::WriteContext(), read),
                IsOk());
    return session.end_reason();
  };
  ASSERT_THAT(Run(kFile), IsOk());
  EXPECT_EQ(end_reason(), v1::Session::END_REASON_UNSPECIFIED) << "it is the same";
  ASSERT_THAT(Run(R"({"tenants": [{"code": "demo", "users": [
                   {"username": "alice", "password": "new-password"}]}]})"),
              IsOk());
  EXPECT_EQ(end_reason(), v1::Session::PASSWORD_CHANGED);
}

TEST_F(BootstrapTest, MakesTheFirstAdministratorAndIntegration) {
  ASSERT_THAT(Run(kFile), IsOk());
  EXPECT_EQ(RolesOf("alice"), std::vector<std::string>{"administrator"});
  EXPECT_EQ(RolesOfClient("importer"), std::vector<std::string>{"integration"});
  EXPECT_EQ(RolesOfClient("console"), std::vector<std::string>{});
}

TEST_F(BootstrapTest, MakesACompany) {
  ASSERT_THAT(Run(R"({"tenants": [{"code": "demo",
    "departments": [{"code": "top", "display_name": "公司"},
                    {"code": "sales", "display_name": "销售部", "parent": "top"}],
    "users": [{"username": "boss", "password": "pw-of-boss", "department": "top", "roles": []},
              {"username": "wei", "password": "pw-of-wei", "department": "sales",
               "manager": "boss", "roles": ["salesperson", "analyst"]}]}]})"),
              IsOk());
  EXPECT_EQ(RolesOf("boss"), std::vector<std::string>{});
  EXPECT_EQ(RolesOf("wei"), (std::vector<std::string>{"salesperson", "analyst"}));
  const v1::User wei = GetUser("wei");
  EXPECT_EQ(wei.manager(), GetUser("boss").name());
  v1::GetDepartmentRequest get;
  get.set_name(wei.department());
  const auto sales = all_.Of<v1::Department>().Get<v1::Department>(all_.admin(), get);
  ASSERT_THAT(sales, IsOk());
  EXPECT_EQ(sales->display_name(), "销售部");
  EXPECT_EQ(sales->parent_department(), GetUser("boss").department());
}

TEST_F(BootstrapTest, NamesWhatDoesNotExist) {
  EXPECT_THAT(Run(R"({"tenants": [{"code": "demo", "users": [
                   {"username": "wei", "password": "pw-of-wei", "roles": ["emperor"]}]}]})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("emperor")));
  EXPECT_THAT(Run(R"({"tenants": [{"code": "demo", "users": [
                   {"username": "wei", "password": "pw-of-wei", "manager": "ghost"}]}]})"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("ghost")));
}

TEST_F(BootstrapTest, ServicesHaveATenantOfTheirOwn) {
  ASSERT_THAT(Run(R"({"services": [{"name": "customer-svc",
                      "secret": "gxs_0123456789012345678901234567890123456789abc"}]})"),
              IsOk());
  const auto client =
      store_.FindClient(directory::TenantId(directory::kSystemTenant), "customer-svc", Soon());
  ASSERT_THAT(client, IsOk());
  ASSERT_TRUE(client->has_value());
  EXPECT_EQ((*client)->grants,
            (std::vector<Grant>{Grant::kClientCredentials, Grant::kTokenExchange}));
  EXPECT_FALSE(store_.FindClient(all_.tenant, "customer-svc", Soon()).value().has_value());
}

// An installation that is older than the event log has a role for services that does not read it.
TEST_F(BootstrapTest, ServicesMayDoWhatThisReleaseNeeds) {
  constexpr char kServices[] = R"({"services": [{"name": "customer-svc",
      "secret": "gxs_0123456789012345678901234567890123456789abc"}]})";
  ASSERT_THAT(Run(kServices), IsOk());
  const std::string system(directory::kSystemTenant);
  rpc::Call call = all_.CallOf("clients/018f0000-0000-7000-8000-000000000001", system);
  call.principal.rights = policy::AllRights();
  v1::UpdateRoleRequest older;
  older.mutable_role()->set_name(absl::StrCat(
      "roles/",
      directory::ReadyRoleId(directory::TenantId(system), directory::kServiceRole).ToString()));
  auto* const only = older.mutable_role()->add_permissions();
  only->set_pattern("policy.read");
  only->set_scope(v1::ALL);
  older.mutable_update_mask()->add_paths("permissions");
  ASSERT_THAT(all_.Of<v1::Role>().Update<v1::Role>(call, older), IsOk());
  ASSERT_THAT(Run(kServices), IsOk());
  v1::GetRoleRequest get;
  get.set_name(older.role().name());
  const auto role = all_.Of<v1::Role>().Get<v1::Role>(call, get);
  ASSERT_THAT(role, IsOk());
  std::vector<std::string> patterns;
  for (const auto& permission : role->permissions()) patterns.push_back(permission.pattern());
  EXPECT_EQ(patterns, (std::vector<std::string>{"policy.read", "log.read"}));
}

}  // namespace
}  // namespace guanxi::access
