#include "common/resource/resource_name.h"

#include "absl/strings/str_cat.h"
#include "common/resource/workshop.pb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::resource {
namespace {

constexpr char kId[] = "0190a6c0-0000-7000-8000-000000000001";

TEST(ResourceNameTest, ParsesWhatItFormats) {
  const auto type = ResourceType::Compile(customer::v1::Contact::descriptor());
  ASSERT_THAT(type, IsOk());
  const std::string text = std::string("customers/") + kId + "/contacts/" + kId;
  const auto name = ParseName(**type, text, "name");
  ASSERT_THAT(name, IsOk());
  EXPECT_EQ(FormatName(**type, *name), text);
}

TEST(ResourceNameTest, RefusesOtherForms) {
  const auto type = ResourceType::Compile(customer::v1::Customer::descriptor());
  ASSERT_THAT(type, IsOk());
  for (const std::string text : {"", "customers", "customers/", "customers/1",
                                 "contacts/0190a6c0-0000-7000-8000-000000000001",
                                 "customers/00000000-0000-0000-0000-000000000000", "customers/-",
                                 "customers/0190a6c0-0000-7000-8000-000000000001/"}) {
    EXPECT_THAT(ParseName(**type, text, "name"), HasReason("INVALID_NAME")) << text;
  }
  EXPECT_TRUE(ParseName(**type, "customers/-", "name", Wildcard::kAllow)->id.IsNil());
}

TEST(ResourceNameTest, AreMadeOfTheIdsAbove) {
  const auto type = ResourceType::Compile(customer::v1::Contact::descriptor());
  ASSERT_THAT(type, IsOk());
  const Uuid parent = DeriveUuid("test", "parent"), id = DeriveUuid("test", "id");
  const auto name = NameBelow(**type, parent.bytes(), id);
  ASSERT_THAT(name, IsOk());
  EXPECT_EQ(FormatName(**type, *name),
            "customers/" + parent.ToString() + "/contacts/" + id.ToString());
  EXPECT_EQ(ParentIds({Uuid(), id}), "");
  for (const std::string& bad : {std::string(), std::string(15, 'x'), std::string(32, 'x')}) {
    EXPECT_THAT(NameBelow(**type, bad, id), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(ResourceNameTest, HaveUpToThreeLevels) {
  const auto type = ResourceType::Compile(testing::Medal::descriptor());
  ASSERT_THAT(type, IsOk());
  const std::string a = DeriveUuid("test", "a").ToString(), b = DeriveUuid("test", "b").ToString();
  const std::string text = "teams/" + a + "/members/" + b + "/medals/" + kId;
  const auto name = ParseName(**type, text, "name");
  ASSERT_THAT(name, IsOk());
  EXPECT_EQ(name->grandparent.ToString(), a);
  EXPECT_EQ(name->parent.ToString(), b);
  EXPECT_EQ(name->id.ToString(), kId);
  EXPECT_EQ(FormatName(**type, *name), text);
  EXPECT_TRUE(ChildOf(ParentOf(*name), name->id) == *name);
  EXPECT_EQ(ParentIds(*name), absl::StrCat(name->grandparent.bytes(), name->parent.bytes()));
  EXPECT_TRUE(NameBelow(**type, ParentIds(*name), name->id).value() == *name);
  for (const std::string& bad :
       {"teams/" + a + "/medals/" + kId, "teams/-/members/" + b + "/medals/" + kId,
        "members/" + b + "/medals/" + kId, text + "/medals/" + kId}) {
    EXPECT_THAT(ParseName(**type, bad, "name", Wildcard::kAllow), HasReason("INVALID_NAME")) << bad;
  }
  const struct {
    std::string text;
    bool any_team, any_member;
  } parents[] = {{"teams/" + a + "/members/" + b, false, false},
                 {"teams/" + a + "/members/-", false, true},
                 {"teams/-/members/" + b, true, false},
                 {"teams/-/members/-", true, true}};
  for (const auto& one : parents) {
    const auto parent = ParseParent(**type, one.text, "parent", Wildcard::kAllow);
    ASSERT_THAT(parent, IsOk()) << one.text;
    EXPECT_EQ(parent->parent.IsNil(), one.any_team);
    EXPECT_EQ(parent->id.IsNil(), one.any_member);
    const bool exact = !one.any_team && !one.any_member;
    EXPECT_EQ(ParseParent(**type, one.text, "parent", Wildcard::kRefuse).ok(), exact) << one.text;
  }
  EXPECT_THAT(ParseParent(**type, "teams/-", "parent", Wildcard::kAllow),
              HasReason("INVALID_NAME"));
}

TEST(ResourceNameTest, ReferencesStayInTheirCollection) {
  EXPECT_THAT(ParseReference("users", std::string("users/") + kId), IsOk());
  EXPECT_THAT(ParseReference("users", std::string("departments/") + kId),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::resource
