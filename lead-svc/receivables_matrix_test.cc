// Receivables of everybody come to what the lists of the same person come to.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/payment_plan_service.pb.h"
#include "lead-svc/sums_matrix_testing.h"

namespace guanxi::lead {
namespace {

using contract::kRelations;
using contract::kSeer;
using contract::Relation;

class ReceivablesMatrixTest : public SumsMatrixTest {
 protected:
  // A signed contract of somebody, with a plan that was due so many days ago.
  void Make(const std::string& customer, int64_t amount, int days) {
    v1::CreateContractRequest request;
    v1::Contract& next = *request.mutable_contract();
    next.set_display_name("框架");
    next.set_customer(customer);
    next.set_type(v1::Contract::SALES);
    next.set_owner(AnyUser());
    next.set_department(AnyDepartment());
    *next.mutable_amount() = Money(amount, "CNY");
    v1::SignContractRequest sign;
    sign.set_name(Call<v1::Contract>(kSeer, "ContractService.CreateContract", request).name());
    Call<v1::Contract>(kSeer, "ContractService.SignContract", sign);
    v1::CreatePaymentPlanRequest plan;
    plan.set_parent(sign.name());
    plan.mutable_payment_plan()->set_display_name("首付款");
    *plan.mutable_payment_plan()->mutable_amount() = Money(amount, "CNY");
    plan.mutable_payment_plan()->mutable_terms()->set_basis(v1::CreditTerms::FIXED);
    const absl::CivilDay due = Today() - days;
    auto& date = *plan.mutable_payment_plan()->mutable_fixed_date();
    date.set_year(static_cast<int>(due.year()));
    date.set_month(due.month());
    date.set_day(due.day());
    Call<v1::PaymentPlan>(kSeer, "PaymentPlanService.CreatePaymentPlan", plan);
  }
  static absl::CivilDay Today() {
    return absl::ToCivilDay(stage_->own->world.grounds().clock->Now(), absl::UTCTimeZone());
  }
  // What the plans that the user lists come to, and how many there are.
  static std::pair<int64_t, int64_t> Listed(const std::string& user, const std::string& condition) {
    v1::ListPaymentPlansRequest request;
    request.set_parent("contracts/-");
    request.set_filter(absl::StrCat("outstanding = true", condition));
    request.set_order_by("due_date");
    request.set_page_size(kPage);
    std::pair<int64_t, int64_t> sum;
    for (const v1::PaymentPlan& plan :
         Call<v1::ListPaymentPlansResponse>(user, "PaymentPlanService.ListPaymentPlans", request)
             .payment_plans()) {
      sum.first += plan.open_amount().units();
      ++sum.second;
    }
    return sum;
  }
};

TEST_F(ReceivablesMatrixTest, ReceivablesComeToWhatTheListComesTo) {
  const std::string customer =
      stage_->own->world.grounds().foreign.at("guanxi.dev/Customer")({kTenant, kSeer});
  for (int i = 0; i < 30; ++i) Make(customer, 1 + Below(1000), Below(150) - 30);
  for (const Relation& relation : kRelations) {
    const auto told = Call<v1::SummarizeReceivablesResponse>(
        relation.user, "PaymentPlanService.SummarizeReceivables",
        v1::SummarizeReceivablesRequest());
    const auto all = Listed(relation.user, "");
    ASSERT_EQ(told.receivables_size(), all.second == 0 ? 0 : 1) << relation.user;
    if (all.second == 0) continue;
    const v1::Receivables& sums = told.receivables(0);
    EXPECT_EQ(sums.total().units(), all.first) << relation.user;
    const auto overdue = Listed(
        relation.user, absl::StrCat(" AND due_date < \"", absl::FormatCivilTime(Today()), "\""));
    EXPECT_EQ(sums.overdue_count(), overdue.second) << relation.user;
    EXPECT_EQ(sums.total().units() - sums.not_due().units(), overdue.first) << relation.user;
  }
}

}  // namespace
}  // namespace guanxi::lead
