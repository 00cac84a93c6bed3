// That no service has records with an owner that a hand-over does not know.
#include "gateway/handover/owned_records.h"

#include <fstream>
#include <set>
#include <string>

#include "gmock/gmock.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::handover {
namespace {

// The types with an owner in what the edge serves.
std::set<std::string> OwnedTypes() {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file("protos/guanxi.pb", std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&file));
  std::set<std::string> types;
  for (const auto& one : set.file()) {
    for (const auto& message : one.message_type()) {
      const auto& rules = message.options().GetExtension(metadata::v1::resource);
      if (rules.scope().owner().empty()) continue;
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
  EXPECT_THAT(known, ::testing::IsSupersetOf({"guanxi.dev/Customer", "guanxi.dev/Opportunity"}));
  EXPECT_EQ(known, OwnedTypes());
}

}  // namespace
}  // namespace guanxi::handover
