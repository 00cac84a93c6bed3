// What one step does to a contract that has as many plans as it may have, on a real MariaDB: all of
// them are written in one transaction.
#include <string>

#include "common/errors/errors.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

constexpr int kMost = 200;  // as payment_plan.proto says

class ManyPlansTest : public ContractMoneyTest {
 protected:
  // kMost of 5 each, all of them overdue once they are outstanding.
  void AddAll(const std::string& contract) {
    v1::BatchCreatePaymentPlansRequest request;
    request.set_parent(contract);
    for (int i = 0; i < kMost; ++i) {
      v1::PaymentPlan& plan = *request.add_requests()->mutable_payment_plan();
      plan.set_display_name("月付");
      *plan.mutable_amount() = Yuan(5);
      plan.mutable_terms()->set_basis(v1::CreditTerms::FIXED);
      *plan.mutable_fixed_date() = Day(2026, 9, 1);
    }
    ASSERT_THAT(Plans().BatchCreate<v1::BatchCreatePaymentPlansResponse>(service_.call(), request),
                IsOk());
  }
};

TEST_F(ManyPlansTest, AreSignedPaidReversedAndEndedTogether) {
  const std::string name = Create(NewContract(5 * kMost))->name();
  AddAll(name);
  EXPECT_EQ(Get(name).plan_count(), kMost);
  EXPECT_EQ(Get(name).planned_amount().units(), 5 * kMost);
  EXPECT_EQ(Reason(AddPlan(name, 1, Day(2026, 9, 1)).status()), "TOO_MANY_PLANS");
  ASSERT_THAT(Sign(name), IsOk());
  EXPECT_EQ(Get(name).overdue_amount().units(), 5 * kMost);
  const auto paid = Receive(name, 5 * kMost);
  ASSERT_THAT(paid, IsOk());
  EXPECT_EQ(paid->allocations_size(), kMost);
  EXPECT_EQ(Get(name).received_amount().units(), 5 * kMost);
  EXPECT_FALSE(Get(name).has_overdue_amount());
  ASSERT_THAT(Reverse(paid->name()), IsOk());
  EXPECT_EQ(Get(name).overdue_amount().units(), 5 * kMost);
  auto end = Named<v1::TerminateContractRequest>(name);
  end.set_reason("客户停用");
  ASSERT_THAT(moves_.TerminateContract(service_.call(), end), IsOk());
  EXPECT_FALSE(Get(name).has_overdue_amount());
  EXPECT_EQ(Get(name).planned_amount().units(), 5 * kMost);
}

}  // namespace
}  // namespace guanxi::lead
