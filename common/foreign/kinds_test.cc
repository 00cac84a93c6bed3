#include "common/foreign/kinds.h"

#include <string>

#include "common/base/uuid.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/contact_service.pb.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/customer_share_service.pb.h"

namespace guanxi::foreign {
namespace {

using ::testing::ElementsAre;

const std::string kId = DeriveUuid("record", "a").ToString();

std::vector<Kind> CustomerKinds() {
  return KindsOf("customer-svc", {customer::v1::GetCustomerRequest::descriptor()->file(),
                                  customer::v1::GetContactRequest::descriptor()->file(),
                                  // Shares are not read in batches: nobody can be asked for them.
                                  customer::v1::GetCustomerShareRequest::descriptor()->file()});
}

TEST(KindsTest, AreWhatServicesReturnManyOfByName) {
  const auto kinds = CustomerKinds();
  ASSERT_EQ(kinds.size(), 2u);
  EXPECT_EQ(kinds[0].type, "guanxi.dev/Customer");
  EXPECT_EQ(kinds[0].service, "customer-svc");
  EXPECT_EQ(kinds[0].batch_get->name(), "BatchGetCustomers");
  EXPECT_EQ(kinds[0].records->name(), "customers");
  EXPECT_THAT(kinds[0].collections, ElementsAre("customers"));
  EXPECT_THAT(kinds[1].collections, ElementsAre("customers", "contacts"));
}

TEST(KindsTest, ANameIsOfTheKindWhoseFormItHas) {
  const auto kinds = CustomerKinds();
  EXPECT_EQ(FindKind(kinds, "customers/" + kId), &kinds[0]);
  EXPECT_EQ(FindKind(kinds, "customers/" + kId + "/contacts/" + kId), &kinds[1]);
  const std::string wrong[] = {"",
                               "customers",
                               "customers/" + kId + "/",
                               "customers/x",
                               "customers/" + kId + "/contacts",
                               "contacts/" + kId,
                               kId,
                               "customers/" + kId + "/shares/" + kId,
                               "customers/-/contacts/" + kId};
  for (const std::string& none : wrong) {
    EXPECT_EQ(FindKind(kinds, none), nullptr) << none;
  }
}

}  // namespace
}  // namespace guanxi::foreign
