#include "gateway/directory/policy_fields.h"

#include <fstream>
#include <set>
#include <string>

#include "gateway/directory/known_permissions.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/type/money.pb.h"
#include "gtest/gtest.h"
#include "guanxi/metadata/v1/annotations.pb.h"

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

// Sums that a record is told of (of its contracts, its opportunities) show no more than what they
// are sums of. A copy of a field that there is not would obey nothing.
TEST(PolicyFieldsTest, SumsAndCopiesObeyAFieldThatThereIs) {
  int sums = 0;
  for (const auto* const resource : AllResources()) {
    for (int i = 0; i < resource->field_count(); ++i) {
      const auto* const field = resource->field(i);
      const auto& rules = field->options().GetExtension(metadata::v1::field);
      const bool is_sum =
          rules.projected() && field->message_type() == google::type::Money::descriptor();
      sums += is_sum ? 1 : 0;
      EXPECT_TRUE(!is_sum || rules.has_copied_from()) << field->full_name();
      if (!rules.has_copied_from()) continue;
      const auto& from = rules.copied_from();
      const auto* const source = FindResourceType(from.resource_type());
      ASSERT_NE(source, nullptr) << field->full_name() << ": " << from.resource_type();
      EXPECT_TRUE(IsPolicyPath(source, from.path())) << field->full_name() << ": " << from.path();
      EXPECT_TRUE(MeansPermission(from.permission())) << field->full_name();
    }
  }
  EXPECT_GT(sums, 5);
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
