// That no service has records with an owner that a hand-over does not know, or may not give.
#include "gateway/handover/owned_records.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "gateway/directory/names.h"
#include "gateway/directory/ready_roles.h"
#include "gateway/directory/rights.h"
#include "gmock/gmock.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::handover {
namespace {

// Whether the service alone says whose a record is: then nobody gives it to another.
bool IsServicesToSay(const google::protobuf::DescriptorProto& message, const std::string& owner) {
  for (const auto& field : message.field()) {
    if (field.name() != owner) continue;
    const auto& behavior = field.options().GetRepeatedExtension(google::api::field_behavior);
    return std::find(behavior.begin(), behavior.end(), google::api::OUTPUT_ONLY) != behavior.end();
  }
  return false;
}

// The types with an owner that somebody else may be given, in what the edge serves.
std::set<std::string> OwnedTypes() {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file("protos/guanxi.pb", std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&file));
  std::set<std::string> types;
  for (const auto& one : set.file()) {
    for (const auto& message : one.message_type()) {
      const auto& rules = message.options().GetExtension(metadata::v1::resource);
      const auto& scope = rules.scope();
      if (scope.owner().empty() || scope.owner_alone() || scope.personal()) continue;
      if (IsServicesToSay(message, scope.owner())) continue;
      types.insert(message.options().GetExtension(google::api::resource).type());
    }
  }
  return types;
}

TEST(OwnedKindsTest, AreAllThatAnyServiceHas) {
  std::set<std::string> known;
  for (const OwnedKind& kind : OwnedKinds()) {
    known.insert(kind.type);
    EXPECT_FALSE(kind.owner.empty()) << kind.type;
    EXPECT_NE(kind.list, nullptr) << kind.type;
    EXPECT_NE(kind.update, nullptr) << kind.type;
    EXPECT_NE(kind.batch_update, nullptr) << kind.type;
  }
  EXPECT_THAT(known, ::testing::IsSupersetOf(
                         {"guanxi.dev/Customer", "guanxi.dev/Opportunity", "guanxi.dev/Todo"}));
  EXPECT_EQ(known, OwnedTypes());
}

// A customer's success manager is named in a field that is no owner.
TEST(OwnedKindsTest, FieldsBesideTheOwnerAreKindsOfTheirOwn) {
  const auto& kinds = OwnedKinds();
  const auto dedicated = std::find_if(kinds.begin(), kinds.end(), [](const OwnedKind& kind) {
    return kind.key == "guanxi.dev/Customer#dedicated";
  });
  ASSERT_NE(dedicated, kinds.end());
  EXPECT_EQ(dedicated->type, "guanxi.dev/Customer");
  EXPECT_EQ(dedicated->owner, "dedicated");
  EXPECT_EQ(dedicated->department, "");  // that of the owner, and no business of his
  EXPECT_TRUE(std::is_sorted(kinds.begin(), kinds.end(), [](const auto& a, const auto& b) {
    return a.key < b.key;
  })) << "a hand-over goes on by keys";
}

// Whoever starts it and the role that tenants give services must both have the right.
TEST(OwnedKindsTest, TheRoleThatServicesHaveGivesThem) {
  const std::vector<access::v1::Role> ready = directory::ReadyRoles();
  const auto role = std::find_if(ready.begin(), ready.end(), [](const access::v1::Role& one) {
    return one.code() == directory::kServiceRole;
  });
  ASSERT_NE(role, ready.end());
  for (const OwnedKind& kind : OwnedKinds()) {
    for (const auto* method : {kind.list, kind.batch_update}) {
      const std::string& permission =
          method->options().GetExtension(metadata::v1::method).permission();
      EXPECT_TRUE(std::any_of(role->permissions().begin(), role->permissions().end(),
                              [&](const access::v1::Permission& one) {
                                return one.scope() == access::v1::ALL &&
                                       directory::Covers(one.pattern(), permission);
                              }))
          << permission;
    }
  }
}

}  // namespace
}  // namespace guanxi::handover
