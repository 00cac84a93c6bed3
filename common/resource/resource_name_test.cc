#include "common/resource/resource_name.h"

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

TEST(ResourceNameTest, ReferencesStayInTheirCollection) {
  EXPECT_THAT(ParseReference("users", std::string("users/") + kId), IsOk());
  EXPECT_THAT(ParseReference("users", std::string("departments/") + kId),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::resource
