// The directory over a schema of its own on a real MariaDB, without the network.
#ifndef GUANXI_GATEWAY_DIRECTORY_TEST_DIRECTORY_H_
#define GUANXI_GATEWAY_DIRECTORY_TEST_DIRECTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/environment.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"
#include "gateway/directory/accounts.h"
#include "gateway/directory/resources.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

// One for each test. Has the tenants "demo" and "other", each with the administrator "ada". Ends
// the process if the database does not start.
struct TestDirectory {
  TestDirectory();

  // The operator's doing; ends the process on an error.
  void Put(const TenantAccounts& accounts);

  // A call of the subject ("users/...") in a tenant, with the rights that the stored policy gives
  // him; with none, by which the engine does nothing, if he has no account there or is not active.
  rpc::Call CallOf(const std::string& subject, const std::string& tenant = "demo") const;
  rpc::Call admin() const { return CallOf(ada); }
  rpc::Call other_admin() const { return CallOf(UserNamed("ada", "other"), "other"); }

  // Create it by a call of the demo tenant's administrator; end the process on an error.
  access::v1::User CreateUser(const std::string& login_name,
                              const std::vector<std::string>& roles = {});
  access::v1::Role CreateRole(const std::string& code,
                              const std::vector<access::v1::Permission>& permissions);
  access::v1::Department CreateDepartment(const std::string& display_name,
                                          const std::string& parent = "");
  access::v1::ApiClient CreateClient(const std::string& code,
                                     const std::vector<std::string>& roles = {});

  // The name of a user who logs in so, and of a role of the demo tenant that came ready.
  std::string UserNamed(const std::string& login_name, const std::string& tenant = "demo") const;
  static std::string ReadyRole(const std::string& code);

  // One number from the schema, such as COUNT(*).
  int64_t Number(const std::string& sql) const;
  // The version of the demo tenant's policy.
  int64_t Version() const;

  template <typename M>
  const resource::Methods& Of() const {
    return catalog->Of<M>();
  }

  mutable FakeClock clock{absl::FromUnixSeconds(1790000000)};
  const Uuid tenant;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<resource::Environment> environment;
  std::unique_ptr<const Resources> resources;
  std::unique_ptr<resource::Engine> engine;
  std::unique_ptr<const resource::Catalog> catalog;
  std::string ada;  // "users/..."
};

access::v1::Permission Allow(const std::string& pattern, access::v1::DataScope scope);

}  // namespace guanxi::directory

#endif  // GUANXI_GATEWAY_DIRECTORY_TEST_DIRECTORY_H_
