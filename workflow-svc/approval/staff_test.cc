#include "workflow-svc/approval/staff.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "workflow-svc/sla/sla_time.h"

namespace guanxi::workflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kSnapshot[] = R"(
  roles { name: "roles/boss" permissions { pattern: "*" scope: ALL } }
  roles { name: "roles/own" permissions { pattern: "*" scope: SELF } }
  departments { name: "departments/d" active: true head: "users/b" }
  users { name: "users/b" department: "departments/d" roles: "roles/boss" active: true }
  users { name: "users/a" department: "departments/d" manager: "users/b" roles: "roles/own"
          active: true }
  users { name: "users/c" roles: "roles/boss" roles: "roles/gone" })";

std::shared_ptr<const policy::Policy> Policy() {
  access::v1::PolicySnapshot snapshot;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kSnapshot, &snapshot));
  return policy::Policy::Compile(std::move(snapshot));
}

DelegationsOf Nobody() {
  return [](const std::string&) { return std::vector<v1::Delegation>(); };
}

TEST(StaffTest, AnswersByTheSnapshot) {
  const Staff staff(Policy());
  const StaffDirectory directory(&staff, "processDefinitions/p", Nobody());
  EXPECT_TRUE(directory.Exists("users/c"));
  EXPECT_TRUE(directory.Exists("departments/d"));
  EXPECT_TRUE(directory.Exists("roles/own"));
  EXPECT_FALSE(directory.Exists("roles/gone"));
  EXPECT_TRUE(directory.IsActive("users/a"));
  EXPECT_FALSE(directory.IsActive("users/c"));
  EXPECT_EQ(directory.ManagerOf("users/a"), "users/b");
  EXPECT_EQ(directory.ManagerOf("users/x"), "");
  EXPECT_EQ(directory.DepartmentOf("users/a"), "departments/d");
  EXPECT_EQ(directory.HeadOf("departments/d"), "users/b");
  EXPECT_TRUE(directory.HasRole("users/c", "roles/boss"));
  EXPECT_FALSE(directory.HasRole("users/c", "roles/gone"));
  EXPECT_THAT(directory.WithRole("roles/boss"), ElementsAre("users/b", "users/c"));
  EXPECT_THAT(directory.MembersOf("departments/d"), ElementsAre("users/a", "users/b"));
}

TEST(StaffTest, AdministratorsMayManageAllProcessesAndAreActive) {
  const Staff staff(Policy());
  EXPECT_THAT(staff.administrators(), ElementsAre("users/b"));
  EXPECT_TRUE(staff.Administers("users/b"));
  EXPECT_FALSE(staff.Administers("users/c"));
}

TEST(StaffTest, WithoutADirectoryEverybodyIsThere) {
  const Staff staff(policy::Policy::AllowAll());
  const StaffDirectory directory(&staff, "processDefinitions/p", Nobody());
  EXPECT_TRUE(directory.Exists("users/x"));
  EXPECT_TRUE(directory.IsActive("users/x"));
  EXPECT_FALSE(directory.IsActive(""));
  EXPECT_THAT(directory.Administrators(), IsEmpty());
}

TEST(StaffTest, DelegationsAreReadOnceAndTheirErrorIsKept) {
  const Staff staff(Policy());
  int reads = 0;
  v1::Delegation away;
  away.set_deputy("users/b");
  *away.mutable_start_time() = ToTimestamp(absl::FromUnixSeconds(10));
  const StaffDirectory directory(
      &staff, "processDefinitions/p",
      [&](const std::string& user) -> absl::StatusOr<std::vector<v1::Delegation>> {
        ++reads;
        if (user == "users/b") return absl::UnavailableError("down");
        return std::vector<v1::Delegation>{away};
      });
  EXPECT_EQ(directory.DeputyOf("users/a", absl::FromUnixSeconds(9)), "");
  EXPECT_EQ(directory.DeputyOf("users/a", absl::FromUnixSeconds(11)), "users/b");
  EXPECT_EQ(reads, 1);
  EXPECT_THAT(directory.status(), IsOk());
  EXPECT_EQ(directory.DeputyOf("users/b", absl::FromUnixSeconds(11)), "");
  EXPECT_TRUE(absl::IsUnavailable(directory.status()));
}

}  // namespace
}  // namespace guanxi::workflow
