#include "gateway/directory/tidy_roles.h"

#include <algorithm>
#include <string>
#include <vector>

#include "common/db/database.h"
#include "common/testing/status_matchers.h"
#include "gateway/directory/test_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/role_service.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::Role;
using ::testing::Contains;

class TidyRolesTest : public ::testing::Test {
 protected:
  // As a version before left it: one pattern in the place of another one of its length.
  void Replace(const std::string& pattern, const std::string& dead) {
    ASSERT_EQ(pattern.size(), dead.size());
    ASSERT_THAT(all_.database->ReadWrite({},
                                         [&](db::Transaction& tx) {
                                           return tx
                                               .Execute(
                                                   {"test.replace",
                                                    "UPDATE roles SET body = REPLACE(body, ?, ?) "
                                                    "WHERE tenant_id = ?"},
                                                   {pattern, dead, all_.tenant.bytes()})
                                               .status();
                                         }),
                IsOk());
  }
  Role Get(const std::string& code) {
    access::v1::GetRoleRequest request;
    request.set_name(TestDirectory::ReadyRole(code));
    return all_.Of<Role>().Get<Role>(all_.admin(), request).value();
  }
  static std::vector<std::string> Patterns(const Role& role) {
    std::vector<std::string> patterns;
    for (const auto& one : role.permissions()) patterns.push_back(one.pattern());
    return patterns;
  }

  TestDirectory all_;
};

TEST_F(TidyRolesTest, WhatMeansNothingGoesAndTheRestStays) {
  std::vector<std::string> left = Patterns(Get("salesperson"));
  ASSERT_THAT(left, Contains("todos.*"));
  Replace("todos.*", "abaci.*");
  EXPECT_THAT(Patterns(Get("salesperson")), Contains("abaci.*"));
  ASSERT_THAT(TidyReadyRoles(all_.database.get()), IsOk());
  left.erase(std::find(left.begin(), left.end(), "todos.*"));
  const Role tidied = Get("salesperson");
  EXPECT_EQ(Patterns(tidied), left);
  // The next run finds nothing to do.
  ASSERT_THAT(TidyReadyRoles(all_.database.get()), IsOk());
  EXPECT_EQ(Get("salesperson").etag(), tidied.etag());
}

TEST_F(TidyRolesTest, ARoleIsNotLeftWithoutAnything) {
  ASSERT_EQ(Patterns(Get("analyst")), std::vector<std::string>{"*.read"});
  Replace("*.read", "ab.aci");
  ASSERT_THAT(TidyReadyRoles(all_.database.get()), IsOk());
  EXPECT_EQ(Patterns(Get("analyst")), std::vector<std::string>{"ab.aci"});
}

}  // namespace
}  // namespace guanxi::directory
