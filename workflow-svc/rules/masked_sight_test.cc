#include "workflow-svc/rules/masked_sight.h"

#include <memory>

#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;

TEST(MaskedSightTest, NothingPersonalLeavesInFull) {
  Customer customer;
  customer.set_display_name("王小明");
  customer.set_city("杭州");
  customer.add_phones()->set_number("+8613800138000");
  Sight sight;
  sight.record = std::make_shared<Customer>(customer);
  const Sight masked = MaskedSight(sight);
  const auto& shown = static_cast<const Customer&>(*masked.record);
  EXPECT_NE(shown.phones(0).number(), "+8613800138000");
  EXPECT_EQ(shown.city(), "杭州");
  EXPECT_EQ(masked.parent, nullptr);
  // What others see stays as it is.
  EXPECT_EQ(static_cast<const Customer&>(*sight.record).phones(0).number(), "+8613800138000");
}

TEST(MaskedSightTest, OfNothingIsNothing) { EXPECT_EQ(MaskedSight(Sight()).record, nullptr); }

}  // namespace
}  // namespace guanxi::workflow
