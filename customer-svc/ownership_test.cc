// Transfers of customers, over a real database.
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/customer_service.h"
#include "customer-svc/test_service.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

class OwnershipTest : public ::testing::Test {
 protected:
  OwnershipTest()
      : customer_(service_.Create(TestService::Company("云帆"))),
        methods_(service_.engine.get(), service_.resources.get(), /*files=*/nullptr) {}

  absl::StatusOr<v1::TransferOwnershipResponse> Transfer(const std::string& owner,
                                                         const std::string& department) {
    v1::TransferOwnershipRequest request;
    request.set_name(customer_.name());
    request.set_owner(owner);
    request.set_department(department);
    return methods_.TransferOwnership(service_.call(), request);
  }
  int64_t Records() { return service_.Number("SELECT COUNT(*) FROM ownership_records"); }

  TestService service_;
  const v1::Customer customer_;
  CustomerServiceImpl methods_;
};

TEST_F(OwnershipTest, ATransferToTheSameOwnerIsNone) {
  const std::string user = DeriveUuid("user", "a").ToString();
  const std::string department = DeriveUuid("department", "a").ToString();
  const auto first = Transfer("users/" + user, "departments/" + department);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(Records(), 1);
  const auto second = Transfer("users/" + absl::AsciiStrToUpper(user),
                               "departments/" + absl::AsciiStrToUpper(department));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Records(), 1);
}

// That it is the same would say whose it is.
TEST_F(OwnershipTest, WhomOwnersAreHiddenFromTransfersNothing) {
  const std::string owner = "users/" + DeriveUuid("user", "a").ToString();
  ASSERT_THAT(Transfer(owner, ""), IsOk());
  rpc::Call call = service_.call();
  call.principal.rights = policy::RightsOfRole(
      call.principal.subject, policy::Hiding("guanxi.dev/Customer", "owner"), "customers.transfer");
  for (const std::string& to : {owner, "users/" + DeriveUuid("user", "b").ToString()}) {
    v1::TransferOwnershipRequest request;
    request.set_name(customer_.name());
    request.set_owner(to);
    EXPECT_THAT(methods_.TransferOwnership(call, request), HasReason("FIELD_NOT_ALLOWED"));
  }
}

// It may come back, and not to somebody who has left.
TEST_F(OwnershipTest, ADeletedCustomerChangesHandsAndNothingElse) {
  v1::DeleteCustomerRequest gone;
  gone.set_name(customer_.name());
  ASSERT_THAT(service_.customers->Delete<v1::Customer>(service_.call(), gone), IsOk());
  v1::UpdateCustomerRequest request;
  request.mutable_customer()->set_name(customer_.name());
  request.mutable_customer()->set_owner("users/" + DeriveUuid("user", "heir").ToString());
  const auto moved = service_.customers->Update<v1::Customer>(service_.call(), request);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(moved->owner(), request.customer().owner());
  EXPECT_TRUE(moved->has_delete_time());
  EXPECT_EQ(Records(), 1);
  request.mutable_customer()->set_industry("食品");
  EXPECT_THAT(service_.customers->Update<v1::Customer>(service_.call(), request),
              HasReason("CUSTOMER_NOT_FOUND"));
}

// As they were before names had one form.
TEST_F(OwnershipTest, AnOldRowInCapitalsReadsAsOneInSmallLetters) {
  const std::string user = DeriveUuid("user", "a").ToString();
  ASSERT_THAT(Transfer("users/" + user, ""), IsOk());
  ASSERT_THAT(service_.Execute(absl::StrCat("UPDATE customers SET body = REPLACE(body, ?, '",
                                            absl::AsciiStrToUpper(user), "')"),
                               user),
              IsOk());
  EXPECT_EQ(service_.Number(absl::StrCat("SELECT COUNT(*) FROM customers WHERE body LIKE BINARY '%",
                                         absl::AsciiStrToUpper(user), "%'")),
            1);
  v1::GetCustomerRequest get;
  get.set_name(customer_.name());
  EXPECT_EQ(service_.customers->Get<v1::Customer>(service_.call(), get)->owner(), "users/" + user);
  EXPECT_THAT(Transfer("users/" + user, ""), IsOk());
  EXPECT_EQ(Records(), 1);
}

}  // namespace
}  // namespace guanxi::customer
