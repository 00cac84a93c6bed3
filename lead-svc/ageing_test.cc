// What is owed for how long: its steps, and that whatever happens to plans its sum is right, on a
// real MariaDB.
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/db/transaction.h"
#include "lead-svc/contract_money_testing.h"
#include "lead-svc/resources.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::PaymentPlan;

// The clock of the tests stands at 2026-09-21.
class AgeingTest : public ContractMoneyTest {
 protected:
  static google::type::Date DaysFrom(absl::CivilDay day, int days) {
    const absl::CivilDay then = day + days;
    return Day(static_cast<int>(then.year()), then.month(), then.day());
  }
  absl::CivilDay Today() { return absl::ToCivilDay(service_.clock.Now(), absl::UTCTimeZone()); }

  std::vector<PaymentPlan> PlansOf(const std::string& contract) {
    v1::ListPaymentPlansRequest list;
    list.set_parent(contract);
    list.set_page_size(1000);
    const auto page = Plans().List<v1::ListPaymentPlansResponse>(service_.call(), list);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {};
    return {page->payment_plans().begin(), page->payment_plans().end()};
  }
  // By the plans' own days and amounts.
  int64_t OverdueOf(const std::string& contract) {
    const Contract::State state = Get(contract).state();
    const bool in_force = state == Contract::ACTIVE || state == Contract::BREACHED;
    int64_t sum = 0;
    for (const PaymentPlan& plan : PlansOf(contract)) {
      const google::type::Date& due = plan.due_date();
      const bool late = absl::CivilDay(due.year(), due.month(), due.day()) < Today();
      const bool open = plan.state() != PaymentPlan::CANCELLED && plan.state() != PaymentPlan::PAID;
      EXPECT_EQ(plan.overdue(), in_force && late && open) << plan.ShortDebugString();
      if (in_force && late && open) sum += plan.amount().units() - plan.paid_amount().units();
    }
    return sum;
  }
};

TEST_F(AgeingTest, TheStepsEndAt30And60And90Days) {
  const std::string contract = SignedContract(1'000'000);
  int64_t amount = 1;
  for (const int days : {0, 1, 30, 31, 60, 61, 90, 91, 400}) {
    ASSERT_THAT(AddPlan(contract, amount, DaysFrom(Today(), -days)), IsOk());
    amount *= 2;
  }
  const auto sums = plan_moves_.SummarizeReceivables(service_.call(), {});
  ASSERT_THAT(sums, IsOk());
  ASSERT_EQ(sums->receivables_size(), 1);
  const v1::Receivables& one = sums->receivables(0);
  EXPECT_EQ(one.not_due().units(), 1);
  EXPECT_EQ(one.up_to_30_days().units(), 2 + 4);
  EXPECT_EQ(one.up_to_60_days().units(), 8 + 16);
  EXPECT_EQ(one.up_to_90_days().units(), 32 + 64);
  EXPECT_EQ(one.over_90_days().units(), 128 + 256);
  EXPECT_EQ(one.total().units(), 511);
  EXPECT_EQ(one.overdue_count(), 8);
  EXPECT_EQ(Get(contract).overdue_amount().units(), 510);
}

// 120 random steps: what the contract says is overdue is what its plans come to.
TEST_F(AgeingTest, WhateverHappensTheSumIsThatOfThePlans) {
  const std::string contract = SignedContract(1'000'000);
  std::mt19937 random(14);
  std::vector<std::string> payments;
  for (int step = 0; step < 120; ++step) {
    switch (random() % 6) {
      case 0:
        EXPECT_THAT(AddPlan(contract, 1 + random() % 500,
                            DaysFrom(Today(), static_cast<int>(random() % 20) - 10)),
                    IsOk());
        break;
      case 1:
        payments.push_back(Receive(contract, 1 + random() % 300)->name());
        break;
      case 2:
        // It may rest on what was paid for no plan and went elsewhere since.
        if (!payments.empty()) static_cast<void>(Reverse(payments[random() % payments.size()]));
        break;
      case 3: {
        const auto plans = PlansOf(contract);
        if (plans.empty()) break;
        v1::CancelPaymentPlanRequest cancel;
        cancel.set_name(plans[random() % plans.size()].name());
        static_cast<void>(plan_moves_.CancelPaymentPlan(service_.call(), cancel));
        break;
      }
      case 4: {
        const auto plans = PlansOf(contract);
        if (plans.empty()) break;
        v1::UpdatePaymentPlanRequest request;
        request.mutable_payment_plan()->set_name(plans[random() % plans.size()].name());
        *request.mutable_payment_plan()->mutable_fixed_date() =
            DaysFrom(Today(), static_cast<int>(random() % 20) - 10);
        request.mutable_update_mask()->add_paths("fixed_date");
        static_cast<void>(Plans().Update<PaymentPlan>(service_.call(), request));
        break;
      }
      default:
        service_.Advance(absl::Hours(random() % 72));
    }
    ASSERT_EQ(Get(contract).overdue_amount().units(), OverdueOf(contract)) << step;
  }
}

TEST_F(AgeingTest, WhatIsFilteredByIsFilledInForWhatWasThereBefore) {
  const std::string contract = SignedContract();
  ASSERT_THAT(AddPlan(contract, 400, Day(2026, 9, 1)), IsOk());
  const auto lose = [](db::Transaction& tx) {
    return tx
        .Execute({"test.lose",
                  "UPDATE contracts SET overdue_amount = NULL, overdue_amount_currency = NULL",
                  /*infrastructure=*/true},
                 {})
        .status();
  };
  ASSERT_THAT(service_.database->ReadWrite({}, lose), IsOk());
  ASSERT_THAT(FillNewColumns(service_.database.get()), IsOk());
  v1::ListContractsRequest list;
  list.set_filter("overdue_amount = \"400 CNY\"");
  EXPECT_EQ(service_.catalog->Of<Contract>()
                .List<v1::ListContractsResponse>(service_.call(), list)
                ->contracts_size(),
            1);
}

}  // namespace
}  // namespace guanxi::lead
