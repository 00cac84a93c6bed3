#include "gateway/directory/policy_fields.h"

#include <fstream>
#include <set>
#include <string>

#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

TEST(PolicyFieldsTest, KnowEveryResourceOfTheInstallation) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream file("protos/guanxi.pb", std::ios::binary);
  ASSERT_TRUE(set.ParseFromIstream(&file));
  std::set<std::string> served;
  for (const auto& one : set.file()) {
    for (const auto& message : one.message_type()) {
      const auto& resource = message.options().GetExtension(google::api::resource);
      if (!resource.type().empty()) served.insert(resource.type());
    }
  }
  std::set<std::string> known;
  for (const auto* resource : AllResources()) {
    known.insert(resource->options().GetExtension(google::api::resource).type());
  }
  EXPECT_EQ(known, served);
}

TEST(PolicyFieldsTest, FindATypeByItsWholeName) {
  ASSERT_NE(FindResourceType("guanxi.dev/Customer"), nullptr);
  EXPECT_EQ(FindResourceType("guanxi.dev/Customer")->full_name(), "guanxi.customer.v1.Customer");
  for (const char* type : {"Customer", "guanxi.dev/", "guanxi.dev/customer", "guanxi.dev/X", ""}) {
    EXPECT_EQ(FindResourceType(type), nullptr) << type;
  }
}

TEST(PolicyFieldsTest, ArePathsThatAPolicyActsOn) {
  const auto* const customer = FindResourceType("guanxi.dev/Customer");
  for (const char* path : {"grade", "phones", "phones.number", "organization",
                           "organization.registered_capital", "custom", "custom.area"}) {
    EXPECT_TRUE(IsPolicyPath(customer, path)) << path;
  }
  for (const char* path :
       {"", ".", "garde", "phones.", "phones.numbr", "phones.number.x", "custom.", "custom.a.b",
        "name", "etag", "organization.registered_capital.units", "create_time.seconds"}) {
    EXPECT_FALSE(IsPolicyPath(customer, path)) << path;
  }
}

TEST(PolicyFieldsTest, ThePathsOfAResourceAreThoseOfItsPolicies) {
  for (const auto* resource : AllResources()) {
    for (const std::string& path : PolicyPaths(resource)) {
      EXPECT_TRUE(IsPolicyPath(resource, path)) << resource->full_name() << " " << path;
    }
  }
  const auto paths = PolicyPaths(FindResourceType("guanxi.dev/Customer"));
  const std::set<std::string> customer(paths.begin(), paths.end());
  for (const char* path : {"grade", "phones.number", "organization.registered_capital", "custom"}) {
    EXPECT_EQ(customer.count(path), 1u) << path;
  }
}

}  // namespace
}  // namespace guanxi::directory
