#include "gateway/directory/ready_roles.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "guanxi.dev/PriceEntry.floor_price", of the role with this code.
std::set<std::string> HiddenFrom(const std::string& code) {
  std::set<std::string> hidden;
  for (const access::v1::Role& role : ReadyRoles()) {
    if (role.code() != code) continue;
    for (const access::v1::FieldPolicy& policy : role.field_policies()) {
      EXPECT_EQ(policy.access(), access::v1::FieldPolicy::HIDDEN);
      hidden.insert(absl::StrCat(policy.resource_type(), ".", policy.path()));
    }
  }
  return hidden;
}

TEST(ReadyRolesTest, WhoAnalysesSeesNoCosts) {
  EXPECT_THAT(HiddenFrom("analyst"), ElementsAre("guanxi.dev/ProductCost.unit_cost"));
}

TEST(ReadyRolesTest, WhoSellsDoesNotSeeHowLowAPriceMayGo) {
  EXPECT_THAT(HiddenFrom("salesperson"), ElementsAre("guanxi.dev/PriceEntry.floor_price"));
  EXPECT_THAT(HiddenFrom("sales-manager"), IsEmpty());
  EXPECT_THAT(HiddenFrom("administrator"), IsEmpty());
}

}  // namespace
}  // namespace guanxi::directory
