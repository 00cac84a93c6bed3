#include "gateway/directory/known_permissions.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "gateway/directory/ready_roles.h"
#include "gmock/gmock.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::directory {
namespace {

using ::testing::HasSubstr;

// By permission and service ("customer.v1.CustomerService") what it lets call.
using Callable = std::map<std::string, std::map<std::string, std::set<std::string>>>;

// Whether the service alone says whose a record is: then nobody gives it to another.
bool IsServicesToSay(const google::protobuf::DescriptorProto& message, const std::string& owner) {
  for (const auto& field : message.field()) {
    if (field.name() != owner) continue;
    const auto& behavior = field.options().GetRepeatedExtension(google::api::field_behavior);
    return std::find(behavior.begin(), behavior.end(), google::api::OUTPUT_ONLY) != behavior.end();
  }
  return false;
}

// Whatever the method that gives a record another owner.
void AddTransfers(const google::protobuf::FileDescriptorProto& file, Callable* callable) {
  for (const auto& message : file.message_type()) {
    const auto& options = message.options();
    const auto& scope = options.GetExtension(metadata::v1::resource).scope();
    if (scope.owner().empty() || scope.owner_alone()) continue;
    if (IsServicesToSay(message, scope.owner())) continue;
    const std::string pattern = options.GetExtension(google::api::resource).pattern(0);
    const std::string full = absl::StrCat(file.package(), ".", message.name());
    (*callable)[absl::StrCat(pattern.substr(0, pattern.find('/')), ".transfer")]
               [std::string(absl::StripPrefix(full, "guanxi."))] = {"another owner, by any update"};
  }
}

// What the edge serves, and what is served to services.
Callable Served() {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file("protos/guanxi.pb", std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&file));
  Callable callable;
  for (const auto& one : set.file()) {
    AddTransfers(one, &callable);
    for (const auto& service : one.service()) {
      const std::string full = absl::StrCat(one.package(), ".", service.name());
      for (const auto& method : service.method()) {
        const auto& permission = method.options().GetExtension(metadata::v1::method).permission();
        if (permission.empty() || permission == "own") continue;
        callable[permission][std::string(absl::StripPrefix(full, "guanxi."))].insert(method.name());
      }
    }
  }
  callable["policy.read"]["access.v1.PolicyService"] = {"GetPolicySnapshot (services alone)"};
  callable["log.read"]["event.v1.LogService"] = {
      "BatchGetRecords, ReadHistories, ReadPartitions, ReadRecords (services alone)"};
  callable[kEndSessions]["access.v1.SessionService"] = {"EndSession (of others)"};
  callable[kReadSessions]["access.v1.SessionService"] = {
      "GetSession, ListSessions, "
      "ListSessionChanges (of others)"};
  callable[kSetPassword]["access.v1.UserService"] = {"SetUserPassword (of others)"};
  return callable;
}

std::string Page(const Callable& callable) {
  std::string page =
      "# Permissions\n\nWhat a role can grant (`permissions` of `/v1/roles`), each with a scope, "
      "and what it lets call. A pattern means several: `customers.*`, `*.read`, `*`; one that "
      "means "
      "none is refused. Contacts, interactions and what else lies under a customer go by the "
      "permissions of customers, stages by those of pipelines, reminders by those of to-dos. What "
      "is everybody's own needs none: one's sessions, notifications, password and operations, and "
      "`GET /v1/me`.\n\nHeld against the descriptors "
      "by `//gateway/directory:known_permissions_test`, which prints what it should be.\n\n"
      "| permission | lets call |\n|---|---|\n";
  for (const auto& [permission, services] : callable) {
    std::vector<std::string> cells;
    for (const auto& [service, methods] : services) {
      cells.push_back(absl::StrCat(service, ": ", absl::StrJoin(methods, ", ")));
    }
    absl::StrAppend(&page, "| `", permission, "` | ", absl::StrJoin(cells, "<br>"), " |\n");
  }
  return page;
}

TEST(KnownPermissionsTest, AreAllThatAnyMethodAsksFor) {
  std::set<std::string> served;
  for (const auto& [permission, services] : Served()) served.insert(permission);
  EXPECT_EQ(AllPermissions(), served);
}

TEST(KnownPermissionsTest, ThePageSaysThemAll) {
  std::ifstream file("docs/permissions.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string wanted = Page(Served());
  EXPECT_EQ(text.str(), wanted) << "docs/permissions.md should be:\n" << wanted;
}

TEST(KnownPermissionsTest, APatternMeansOneAtLeast) {
  for (const char* pattern : {"*", "customers.*", "*.read", "users.setPassword", "audit.review",
                              "policy.read", "opportunities.share", "sessions.end"}) {
    EXPECT_TRUE(MeansPermission(pattern)) << pattern;
  }
  for (const char* pattern : {"customer.read", "customers.raed", "contacts.*", "*.reed", "own",
                              "Customers.read", "operations.*"}) {
    EXPECT_FALSE(MeansPermission(pattern)) << pattern;
  }
}

// Asked for by updates, too (common/resource): also where no method has it as its own.
TEST(KnownPermissionsTest, AnotherOwnerIsGrantedOfEachKindThatHasOne) {
  for (const char* permission : {"automationRules.transfer", "customers.transfer", "leads.transfer",
                                 "opportunities.transfer", "todos.transfer"}) {
    EXPECT_TRUE(MeansPermission(permission)) << permission;
    EXPECT_EQ(AllPermissions().count(permission), 1u) << permission;
  }
}

TEST(KnownPermissionsTest, NamesWhatWasPerhapsMeant) {
  EXPECT_THAT(NearestPatterns("customer.read"), HasSubstr("customers.read"));
  EXPECT_THAT(NearestPatterns("customers.raed"), HasSubstr("customers.read"));
  EXPECT_THAT(NearestPatterns("user.*"), HasSubstr("users.*"));
}

TEST(KnownPermissionsTest, TheRolesThatComeReadyGrantNothingElse) {
  std::vector<access::v1::Role> roles = ReadyRoles();
  roles.push_back(PolicyReaderRole());
  for (const access::v1::Role& role : roles) {
    for (const access::v1::Permission& one : role.permissions()) {
      EXPECT_TRUE(MeansPermission(one.pattern())) << role.code() << ": " << one.pattern();
    }
  }
}

}  // namespace
}  // namespace guanxi::directory
