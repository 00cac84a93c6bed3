#include "gateway/directory/test_directory.h"

#include <cstdlib>
#include <iostream>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/key_ring.h"
#include "common/policy/permission.h"
#include "common/policy/policy.h"
#include "common/testing/mariadb.h"
#include "gateway/directory/make_resources.h"
#include "gateway/directory/names.h"
#include "gateway/directory/snapshot.h"
#include "gateway/directory/trusted.h"
#include "guanxi/access/v1/api_client_service.pb.h"
#include "guanxi/access/v1/department_service.pb.h"
#include "guanxi/access/v1/role_service.pb.h"
#include "guanxi/access/v1/user_service.pb.h"

namespace guanxi::directory {
namespace {

// The value, or the end of the process.
template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::cerr << value.status() << std::endl;
    std::abort();
  }
  return *std::move(value);
}

TenantAccounts NewTenant(const std::string& code) {
  TenantAccounts accounts;
  accounts.code = code;
  UserAccount ada;
  ada.login_name = "ada";
  ada.roles = {std::string(kAdministrator)};
  accounts.users.push_back(ada);
  return accounts;
}

}  // namespace

TestDirectory::TestDirectory() : tenant(TenantId("demo")) {
  db::Options options;
  options.server = Must(SharedMariaDb()->CreateSchema("gateway/schema"));
  database = Must(db::Database::Create(options));
  const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
  environment = Must(resource::Environment::Create(&clock, Must(crypto::KeyRing::Parse(key_file)),
                                                   std::string(32, 'k')));
  resources = Must(MakeResources());
  engine = std::make_unique<resource::Engine>(database.get(), environment.get());
  catalog = Must(resource::Catalog::Create(engine.get(), resources->all()));
  Put(NewTenant("demo"));
  Put(NewTenant("other"));
  ada = UserNamed("ada");
}

void TestDirectory::Put(const TenantAccounts& accounts) {
  const absl::Status status =
      PutAccounts(*engine, *resources, accounts, absl::Now() + absl::Seconds(60));
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

rpc::Call TestDirectory::CallOf(const std::string& subject, const std::string& code) const {
  rpc::Call call;
  call.principal.tenant = TenantId(code);
  call.principal.subject = subject;
  call.principal.client = absl::StrCat("test@", code);
  auto policy = ReadSnapshot(database.get(), {db::Lane::kPoint}, call.principal.tenant, /*known=*/0,
                             clock.Now() - absl::Minutes(5));
  if (policy.ok()) {
    call.principal.rights = policy::Policy::Compile(std::move(*policy->mutable_snapshot()))
                                ->Decide(call.principal, policy::kOwn)
                                .value_or(nullptr);
  }
  call.method = "/test/Method";
  call.deadline = absl::Now() + absl::Seconds(60);
  return call;
}

access::v1::User TestDirectory::CreateUser(const std::string& login_name,
                                           const std::vector<std::string>& roles) {
  access::v1::CreateUserRequest request;
  request.mutable_user()->set_login_name(login_name);
  request.mutable_user()->set_display_name(login_name);
  request.mutable_user()->mutable_roles()->Assign(roles.begin(), roles.end());
  return Must(Of<access::v1::User>().Create<access::v1::User>(admin(), request));
}

access::v1::Role TestDirectory::CreateRole(const std::string& code,
                                           const std::vector<access::v1::Permission>& permissions) {
  access::v1::CreateRoleRequest request;
  request.mutable_role()->set_code(code);
  request.mutable_role()->set_display_name(code);
  for (const auto& permission : permissions)
    *request.mutable_role()->add_permissions() = permission;
  return Must(Of<access::v1::Role>().Create<access::v1::Role>(admin(), request));
}

access::v1::Department TestDirectory::CreateDepartment(const std::string& display_name,
                                                       const std::string& parent) {
  access::v1::CreateDepartmentRequest request;
  request.mutable_department()->set_display_name(display_name);
  request.mutable_department()->set_parent_department(parent);
  return Must(Of<access::v1::Department>().Create<access::v1::Department>(admin(), request));
}

access::v1::ApiClient TestDirectory::CreateClient(const std::string& code,
                                                  const std::vector<std::string>& roles) {
  access::v1::CreateClientRequest request;
  request.mutable_client()->set_code(code);
  request.mutable_client()->set_display_name(code);
  request.mutable_client()->set_kind(access::v1::ApiClient::CONFIDENTIAL);
  request.mutable_client()->add_grants(access::v1::ApiClient::CLIENT_CREDENTIALS);
  request.mutable_client()->mutable_roles()->Assign(roles.begin(), roles.end());
  return Must(Of<access::v1::ApiClient>().Create<access::v1::ApiClient>(admin(), request));
}

std::string TestDirectory::UserNamed(const std::string& login_name, const std::string& code) const {
  access::v1::ListUsersRequest request;
  request.set_filter(absl::StrCat("login_name = \"", login_name, "\""));
  rpc::Call call;
  call.principal = Trusted(TenantId(code), kOperator);
  call.deadline = absl::Now() + absl::Seconds(60);
  const auto page = Must(Of<access::v1::User>().List<access::v1::ListUsersResponse>(call, request));
  return page.users_size() == 1 ? page.users(0).name() : "";
}

std::string TestDirectory::ReadyRole(const std::string& code) {
  return absl::StrCat("roles/", ReadyRoleId(TenantId("demo"), code).ToString());
}

int64_t TestDirectory::Number(const std::string& sql) const {
  int64_t number = -1;
  const absl::Status status = database->ReadOnly({}, [&](db::Transaction& tx) {
    auto rows = tx.Select({"test.number", sql, /*infrastructure=*/true}, {});
    if (rows.ok() && !rows->empty()) number = (*rows)[0].Int64(0);
    return rows.status();
  });
  return status.ok() ? number : -1;
}

int64_t TestDirectory::Version() const {
  return Number(absl::StrCat("SELECT counter FROM guards WHERE kind = 'policy' AND tenant_id = X'",
                             absl::BytesToHexString(tenant.bytes()), "'"));
}

access::v1::Permission Allow(const std::string& pattern, access::v1::DataScope scope) {
  access::v1::Permission permission;
  permission.set_pattern(pattern);
  permission.set_scope(scope);
  return permission;
}

}  // namespace guanxi::directory
