// What services are told of a tenant's rights.
#include "gateway/directory/snapshot.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "gateway/access/sessions.h"
#include "gateway/access/token_issuer.h"
#include "gateway/directory/names.h"
#include "gateway/directory/policy_service.h"
#include "gateway/directory/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/tenant_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::GetPolicySnapshotRequest;
using access::v1::GetPolicySnapshotResponse;
using access::v1::PolicySnapshot;
using access::v1::User;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Uuid IdOf(const std::string& name) { return Uuid::Parse(name.substr(name.find('/') + 1)).value(); }

class SnapshotTest : public ::testing::Test {
 protected:
  absl::StatusOr<GetPolicySnapshotResponse> Ask(int64_t known, const std::string& tenant = "demo") {
    GetPolicySnapshotRequest request;
    request.set_tenant(TenantId(tenant).ToString());
    request.set_known_version(known);
    return service_.GetPolicySnapshot(Service(), request);
  }
  // The call of a service account.
  rpc::Call Service() const {
    return all_.CallOf("clients/018f0000-0000-7000-8000-000000000001", std::string(kSystemTenant));
  }
  PolicySnapshot Snapshot() { return Ask(0)->snapshot(); }

  TestDirectory all_;
  PolicyServiceImpl service_{all_.database.get(), access::kLastTokenGone, &all_.clock};
};

TEST_F(SnapshotTest, HoldsEverybodyWithRights) {
  const auto sales = all_.CreateDepartment("销售部");
  const auto east = all_.CreateDepartment("华东", sales.name());
  const auto role = all_.CreateRole("reader", {Allow("customers.read", access::v1::SUBTREE)});
  User wei = all_.CreateUser("wei", {role.name()});
  wei.set_department(east.name());
  wei.set_manager(all_.ada);
  wei.set_state(User::DISABLED);
  access::v1::UpdateUserRequest update;
  *update.mutable_user() = wei;
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), update), IsOk());
  const auto client = all_.CreateClient("robot", {role.name()});

  const PolicySnapshot snapshot = Snapshot();
  EXPECT_EQ(snapshot.tenant(), all_.tenant.ToString());
  EXPECT_EQ(snapshot.version(), all_.Version());
  EXPECT_EQ(snapshot.currency(), "CNY");
  EXPECT_EQ(snapshot.calendar().time_zone(), "Asia/Shanghai");
  EXPECT_EQ(snapshot.calendar().working_week_size(), 5);
  EXPECT_EQ(snapshot.roles_size(), 8);
  ASSERT_EQ(snapshot.departments_size(), 2);
  ASSERT_EQ(snapshot.users_size(), 2);
  ASSERT_EQ(snapshot.clients_size(), 1);
  for (const auto& node : snapshot.departments()) {
    EXPECT_EQ(node.parent(), node.name() == east.name() ? sales.name() : "");
    EXPECT_TRUE(node.active());
  }
  for (const auto& user : snapshot.users()) {
    const bool is_wei = user.name() == wei.name();
    EXPECT_EQ(user.active(), !is_wei);
    EXPECT_EQ(user.department(), is_wei ? east.name() : "");
    EXPECT_EQ(user.manager(), is_wei ? all_.ada : "");
    EXPECT_FALSE(user.display_name().empty());
    EXPECT_EQ(user.display_name() == wei.display_name(), is_wei);
    ASSERT_EQ(user.roles_size(), 1);
    EXPECT_EQ(user.roles(0), is_wei ? role.name() : TestDirectory::ReadyRole("administrator"));
  }
  EXPECT_EQ(snapshot.clients(0).name(), client.name());
  EXPECT_TRUE(snapshot.clients(0).active());
  for (const auto& rights : snapshot.roles()) {
    if (rights.name() != role.name()) continue;
    ASSERT_EQ(rights.permissions_size(), 1);
    EXPECT_EQ(rights.permissions(0).pattern(), "customers.read");
    EXPECT_EQ(rights.permissions(0).scope(), access::v1::SUBTREE);
  }
}

TEST_F(SnapshotTest, SaysWhoLeadsADepartment) {
  access::v1::UpdateDepartmentRequest update;
  auto& sales = *update.mutable_department();
  sales = all_.CreateDepartment("销售部");
  const int64_t version = Snapshot().version();
  sales.set_head(all_.ada);
  ASSERT_THAT(
      all_.Of<access::v1::Department>().Update<access::v1::Department>(all_.admin(), update),
      IsOk());
  const PolicySnapshot snapshot = Snapshot();
  EXPECT_GT(snapshot.version(), version);
  ASSERT_EQ(snapshot.departments_size(), 1);
  EXPECT_EQ(snapshot.departments(0).head(), all_.ada);
}

TEST_F(SnapshotTest, LeavesOutWhoIsDeleted) {
  const User wei = all_.CreateUser("wei");
  EXPECT_EQ(Snapshot().users_size(), 2);
  access::v1::DeleteUserRequest remove;
  remove.set_name(wei.name());
  ASSERT_THAT(all_.Of<User>().Delete<User>(all_.admin(), remove), IsOk());
  EXPECT_EQ(Snapshot().users_size(), 1);
}

TEST_F(SnapshotTest, IsNotSentTwice) {
  const int64_t version = Snapshot().version();
  EXPECT_TRUE(Ask(version)->unchanged());
  EXPECT_FALSE(Ask(version)->has_snapshot());
  EXPECT_FALSE(Ask(version - 1)->unchanged());
  EXPECT_FALSE(Ask(version + 1)->unchanged());
}

TEST_F(SnapshotTest, EveryChangeOfTheDirectoryIsANewVersion) {
  int64_t version = all_.Version();
  const auto grown = [&] {
    const int64_t before = version;
    version = all_.Version();
    return version > before;
  };
  const auto department = all_.CreateDepartment("销售部");
  EXPECT_TRUE(grown());
  const auto role = all_.CreateRole("reader", {});
  EXPECT_TRUE(grown());
  User user = all_.CreateUser("wei");
  EXPECT_TRUE(grown());
  all_.CreateClient("robot");
  EXPECT_TRUE(grown());
  access::v1::UpdateTenantRequest move;
  move.mutable_tenant()->set_name(absl::StrCat("tenants/", all_.tenant.ToString()));
  move.mutable_tenant()->set_time_zone("Europe/Berlin");
  move.mutable_tenant()->set_purchase_basis(access::v1::Tenant::RECEIPTS);
  auto& holiday = *move.mutable_tenant()->add_holidays();
  holiday.set_year(2026);
  holiday.set_month(12);
  holiday.set_day(25);
  ASSERT_THAT(all_.Of<access::v1::Tenant>().Update<access::v1::Tenant>(all_.admin(), move), IsOk());
  EXPECT_TRUE(grown());
  EXPECT_EQ(Snapshot().purchase_basis(), access::v1::Tenant::RECEIPTS);
  EXPECT_EQ(Snapshot().calendar().holidays_size(), 1);
  user.set_department(department.name());
  user.clear_etag();
  access::v1::UpdateUserRequest update;
  *update.mutable_user() = user;
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), update), IsOk());
  EXPECT_TRUE(grown());
  // What changed nothing, or was only tried, is none.
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), update), IsOk());
  update.mutable_user()->set_display_name("魏");
  update.set_validate_only(true);
  ASSERT_THAT(all_.Of<User>().Update<User>(all_.admin(), update), IsOk());
  EXPECT_FALSE(grown());
  access::v1::DeleteRoleRequest remove;
  remove.set_name(role.name());
  ASSERT_THAT(all_.Of<access::v1::Role>().Delete<access::v1::Role>(all_.admin(), remove), IsOk());
  EXPECT_TRUE(grown());
}

TEST_F(SnapshotTest, HoldsTheServicesWithTheRoleThatTheTenantGivesThem) {
  const int64_t before = Snapshot().version();
  TenantAccounts services;
  services.code = std::string(kSystemTenant);
  ClientAccount account;
  account.code = "lead-svc";
  account.secret_hash = "hash";
  account.roles = {std::string(kServiceRole)};
  services.clients.push_back(account);
  all_.Put(services);
  const PolicySnapshot snapshot = Snapshot();
  EXPECT_GT(snapshot.version(), before);
  ASSERT_EQ(snapshot.clients_size(), 1);
  EXPECT_TRUE(snapshot.clients(0).active());
  ASSERT_EQ(snapshot.clients(0).roles_size(), 1);
  EXPECT_EQ(snapshot.clients(0).roles(0), TestDirectory::ReadyRole("service"));
  // In their own tenant they have what they have there.
  const PolicySnapshot own = Ask(0, std::string(kSystemTenant))->snapshot();
  ASSERT_EQ(own.clients_size(), 1);
  EXPECT_EQ(own.clients(0).name(), snapshot.clients(0).name());
  EXPECT_NE(own.clients(0).roles(0), snapshot.clients(0).roles(0));
}

TEST_F(SnapshotTest, HoldsSessionsThatEndedUntilTheirTokensHave) {
  access::Sessions sessions(all_.database.get(), all_.engine.get(), all_.resources.get(),
                            &all_.clock);
  const absl::Time soon = absl::Now() + absl::Seconds(60);
  const Uuid client = IdOf(all_.CreateClient("app").name());
  const auto begun = sessions.Begin({all_.tenant, IdOf(all_.CreateUser("wei").name()), client},
                                    /*with_refresh_token=*/true, access::kTokenLifetime, soon);
  ASSERT_THAT(begun, IsOk());
  EXPECT_THAT(Snapshot().ended_sessions(), IsEmpty());
  const int64_t before = Snapshot().version();
  ASSERT_THAT(sessions.RevokeSession(all_.tenant, client, begun->session, soon), IsOk());
  EXPECT_GT(Snapshot().version(), before);
  EXPECT_THAT(Snapshot().ended_sessions(), ElementsAre(begun->session.ToString()));
  // Longer than the token that was signed at the last moment, by a clock that is ahead.
  all_.clock.Advance(access::kTokenLifetime + absl::Seconds(30));
  EXPECT_THAT(Snapshot().ended_sessions(), ElementsAre(begun->session.ToString()));
  all_.clock.Advance(access::kLastTokenGone);
  EXPECT_THAT(Snapshot().ended_sessions(), IsEmpty());
}

TEST_F(SnapshotTest, IsForServicesAlone) {
  GetPolicySnapshotRequest request;
  request.set_tenant(all_.tenant.ToString());
  EXPECT_THAT(service_.GetPolicySnapshot(all_.admin(), request), HasReason("SERVICES_ONLY"));
  const auto client = all_.CreateClient("robot", {TestDirectory::ReadyRole("administrator")});
  EXPECT_THAT(service_.GetPolicySnapshot(all_.CallOf(client.name()), request),
              HasReason("SERVICES_ONLY"));
  EXPECT_THAT(
      service_.GetPolicySnapshot(all_.CallOf(all_.ada, std::string(kSystemTenant)), request),
      HasReason("SERVICES_ONLY"));
}

TEST_F(SnapshotTest, RefusesWhatItCannotAnswer) {
  EXPECT_THAT(Ask(0, "nobody"), HasReason("TENANT_NOT_FOUND"));
  EXPECT_THAT(Ask(-1), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("known_version")));
  GetPolicySnapshotRequest request;
  request.set_tenant("demo");
  EXPECT_THAT(service_.GetPolicySnapshot(Service(), request),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("tenant")));
}

TEST_F(SnapshotTest, HoldsThousandsOfUsers) {
  TenantAccounts accounts;
  accounts.code = "demo";
  for (int i = 0; i < 2500; ++i) {
    UserAccount user;
    user.login_name = absl::StrCat("user", i);
    accounts.users.push_back(user);
  }
  all_.Put(accounts);
  EXPECT_EQ(Snapshot().users_size(), 2501);
}

}  // namespace
}  // namespace guanxi::directory
