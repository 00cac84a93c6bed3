// Sums over contracts are of what their reader sees, on a real MariaDB.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "guanxi/access/v1/policy.pb.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

class MoneyRightsTest : public ContractMoneyTest {
 protected:
  MoneyRightsTest() : own_(service_.call().principal.subject) {
    AddOverdue(own_, 100);
    AddOverdue(absl::StrCat("users/", DeriveUuid("user", "another").ToString()), 1000);
  }

  void AddOverdue(const std::string& owner, int64_t amount) {
    v1::Contract contract = NewContract(amount);
    contract.set_owner(owner);
    const auto made = Create(contract);
    ASSERT_THAT(made, IsOk());
    ASSERT_THAT(Sign(made->name()), IsOk());
    ASSERT_THAT(AddPlan(made->name(), amount, Day(2026, 9, 1)), IsOk());
  }
  // A call of who sees his own contracts.
  rpc::Call SellersCall() {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/r");
    auto* const permission = role->add_permissions();
    permission->set_pattern("contracts.*");
    permission->set_scope(access::v1::SELF);
    auto* const user = snapshot.add_users();
    user->set_name(own_);
    user->set_active(true);
    user->add_roles("roles/r");
    rpc::Call call = service_.call();
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "contracts.read")
                                .value();
    return call;
  }
  // A call of who sees all but one field.
  rpc::Call CallWithout(const std::string& type, const std::string& path) {
    rpc::Call call = service_.call();
    call.principal.rights =
        policy::RightsOfRole(own_, policy::Hiding(type, path), "contracts.read");
    return call;
  }

  const std::string own_;
};

TEST_F(MoneyRightsTest, ASellerIsToldOfHisOwnContracts) {
  const auto all = plan_moves_.SummarizeReceivables(service_.call(), {});
  ASSERT_THAT(all, IsOk());
  EXPECT_EQ(all->receivables(0).total().units(), 1100);
  const auto own = plan_moves_.SummarizeReceivables(SellersCall(), {});
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->receivables_size(), 1);
  EXPECT_EQ(own->receivables(0).total().units(), 100);
  EXPECT_EQ(own->receivables(0).overdue_count(), 1);
  v1::ListOverduePaymentPlansRequest list;
  list.set_parent("contracts/-");
  const auto page = plan_moves_.ListOverduePaymentPlans(SellersCall(), list);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->payment_plans_size(), 1);
  EXPECT_EQ(page->payment_plans(0).amount().units(), 100);
}

TEST_F(MoneyRightsTest, WhoDoesNotSeeAFieldIsToldNoSumOfIt) {
  for (const char* const hidden : {"open_amount", "due_date", "outstanding"}) {
    const rpc::Call call = CallWithout("guanxi.dev/PaymentPlan", hidden);
    EXPECT_EQ(Reason(plan_moves_.SummarizeReceivables(call, {}).status()), "FIELD_NOT_ALLOWED")
        << hidden;
  }
  v1::SummarizeReceivablesRequest of_customer;
  of_customer.set_customer(customer_);
  const rpc::Call call = CallWithout("guanxi.dev/Contract", "customer");
  EXPECT_THAT(plan_moves_.SummarizeReceivables(call, {}), IsOk());
  EXPECT_EQ(Reason(plan_moves_.SummarizeReceivables(call, of_customer).status()),
            "FIELD_NOT_ALLOWED");
}

}  // namespace
}  // namespace guanxi::lead
