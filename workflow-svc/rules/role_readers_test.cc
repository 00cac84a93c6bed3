#include "workflow-svc/rules/role_readers.h"

#include <string>
#include <vector>

#include "common/policy/policy_store.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::workflow {
namespace {

using policy::FieldAccess;

constexpr char kOpen[] =
    "permissions {pattern: '*' scope: ALL} unmasks: NAME unmasks: PHONE unmasks: NOTE";

// What everybody sees of a customer's field where these roles are.
FieldAccess Least(const std::vector<std::string>& roles, const std::string& path) {
  policy::PolicyStore store(
      [roles](const Uuid& tenant, int64_t) {
        access::v1::GetPolicySnapshotResponse response;
        response.mutable_snapshot()->set_tenant(tenant.ToString());
        response.mutable_snapshot()->set_version(1);
        for (const std::string& text : roles) {
          auto* const role = response.mutable_snapshot()->add_roles();
          EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, role));
          role->set_name("roles/" + DeriveUuid("role", text).ToString());
        }
        return absl::StatusOr<access::v1::GetPolicySnapshotResponse>(response);
      },
      policy::PolicyStore::Options());
  const policy::Authorizer authorizer(&store);
  const RoleReaders readers(&authorizer);
  const auto least = readers.Of(DeriveUuid("tenant", "a"));
  EXPECT_THAT(least, IsOk());
  return (*least)(*customer::v1::Customer::descriptor(), path);
}

TEST(RoleReadersTest, WhatOneRoleHidesIsHidden) {
  const std::string hides =
      "permissions {pattern: 'todos.read' scope: ALL} permissions {pattern: 'customers.read' "
      "scope: ALL} field_policies {resource_type: 'guanxi.dev/Customer' path: 'grade' access: "
      "HIDDEN}";
  EXPECT_EQ(Least({kOpen}, "grade"), FieldAccess::kFull);
  EXPECT_EQ(Least({kOpen, hides}, "grade"), FieldAccess::kHidden);
  EXPECT_EQ(Least({kOpen, hides}, "city"), FieldAccess::kFull);
}

TEST(RoleReadersTest, WhoReadsNoToDosTakesNothing) {
  EXPECT_EQ(Least({kOpen,
                   "permissions {pattern: 'customers.*' scope: ALL} field_policies "
                   "{resource_type: 'guanxi.dev/Customer' path: 'grade' access: HIDDEN}"},
                  "grade"),
            FieldAccess::kFull);
}

TEST(RoleReadersTest, PersonalDataIsMaskedButForNames) {
  const std::string masks = "permissions {pattern: '*.read' scope: ALL}";
  EXPECT_EQ(Least({kOpen, masks}, "display_name"), FieldAccess::kFull);
  EXPECT_TRUE(policy::IsMasked(Least({kOpen, masks}, "phones.number")));
}

TEST(RoleReadersTest, WithoutADirectoryNothingIsTaken) {
  const policy::Authorizer everything;
  const auto least = RoleReaders(&everything).Of(DeriveUuid("tenant", "a"));
  ASSERT_THAT(least, IsOk());
  EXPECT_TRUE(*least == nullptr);
}

}  // namespace
}  // namespace guanxi::workflow
