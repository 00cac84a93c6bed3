// The engine over resources with a row scope (scope_shop.proto), for tests: a company with
// departments, people and deals, on a schema of its own on a real MariaDB.
#ifndef GUANXI_COMMON_RESOURCE_SCOPE_SHOP_H_
#define GUANXI_COMMON_RESOURCE_SCOPE_SHOP_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/db/database.h"
#include "common/policy/rights.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/scope_shop.pb.h"
#include "common/rpc/call.h"
#include "common/testing/fake_clock.h"

namespace guanxi::resource {

// One for each test. Ends the process if the database does not start.
//
//   hq        boss
//     east    eve, ed
//       east1 ewa
//     west    wes
//   (none)    norma
struct ScopeShop {
  ScopeShop();

  static std::string User(const std::string& name);
  static std::string Department(const std::string& name);
  // Users by name, and their departments ("" for none).
  static const std::map<std::string, std::string>& People();
  // Departments by name, and those above them ("" for none).
  static const std::map<std::string, std::string>& Departments();

  // A call of a user who has permissions with scopes, by the method's `permission`.
  using Permissions = std::map<std::string, policy::DataScope>;
  rpc::Call CallOf(const std::string& user, const std::string& permission,
                   const Permissions& permissions) const;
  // The same with everything in one scope.
  rpc::Call CallOf(const std::string& user, const std::string& permission,
                   policy::DataScope scope) const {
    return CallOf(user, permission, {{"*", scope}});
  }
  // The same of a user with one role, in the text form of access.v1.RoleRights.
  rpc::Call CallWith(const std::string& user, const std::string& permission,
                     const std::string& role) const;
  // Of somebody who may do everything.
  rpc::Call Root() const;

  // Creates it as Root; ends the process on an error. The name.
  std::string Add(const testing::Deal& deal) const;
  std::string AddDeal(const std::string& owner, const std::string& department,
                      const std::vector<std::string>& helpers = {}) const;
  std::string AddPart(const std::string& deal, const std::string& label) const;
  // `with` is a user or a department, by name; `seconds` from now until it ends, 0: never.
  void AddShare(const std::string& deal, const std::string& with, metadata::v1::ShareAccess access,
                int64_t seconds = 0) const;

  mutable FakeClock clock{absl::FromUnixSeconds(1790000000)};
  // Besides Departments().
  std::map<std::string, std::string> more_departments;
  const Uuid tenant = DeriveUuid("tenant", "a");
  std::unique_ptr<db::Database> database;
  std::unique_ptr<Environment> environment;
  std::unique_ptr<Engine> engine;
  std::unique_ptr<const Resource> deals, parts, shares;
  std::unique_ptr<const Catalog> catalog;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SCOPE_SHOP_H_
