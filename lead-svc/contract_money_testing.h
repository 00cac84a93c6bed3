// What the tests of contracts share: a service, a signed contract, and whoever writes below it.
#ifndef GUANXI_LEAD_SVC_CONTRACT_MONEY_TESTING_H_
#define GUANXI_LEAD_SVC_CONTRACT_MONEY_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/contract_service.pb.h"
#include "guanxi/lead/v1/invoice_service.pb.h"
#include "guanxi/lead/v1/payment_plan_service.pb.h"
#include "guanxi/lead/v1/payment_service.pb.h"
#include "lead-svc/contracts/contract_service.h"
#include "lead-svc/contracts/invoice_service.h"
#include "lead-svc/contracts/payment_plan_service.h"
#include "lead-svc/contracts/payment_service.h"
#include "lead-svc/test_service.h"

namespace guanxi::lead {

class ContractMoneyTest : public ::testing::Test {
 protected:
  ContractMoneyTest()
      : customer_(service_.CreateCustomer()),
        moves_(service_.engine.get(), &service_.resources->money, service_.approval_desk.get()),
        plan_moves_(service_.engine.get(), &service_.resources->money),
        invoice_moves_(service_.engine.get(), &service_.resources->money),
        payment_moves_(service_.engine.get(), &service_.resources->money) {}

  static google::type::Money Yuan(int64_t units, const std::string& currency = "CNY") {
    google::type::Money money;
    money.set_currency_code(currency);
    money.set_units(units);
    return money;
  }
  static google::type::Date Day(int year, int month, int day) {
    google::type::Date date;
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    return date;
  }
  template <typename Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }

  v1::Contract NewContract(int64_t amount = 1000) const {
    v1::Contract contract;
    contract.set_display_name("灵动传媒 2027 框架");
    contract.set_customer(customer_);
    contract.set_type(v1::Contract::SALES);
    *contract.mutable_amount() = Yuan(amount);
    return contract;
  }
  absl::StatusOr<v1::Contract> Create(const v1::Contract& contract) {
    v1::CreateContractRequest request;
    *request.mutable_contract() = contract;
    return service_.catalog->Of<v1::Contract>().Create<v1::Contract>(service_.call(), request);
  }
  // One that is signed.
  std::string SignedContract(int64_t amount = 1000) {
    const std::string name = Create(NewContract(amount))->name();
    EXPECT_THAT(Sign(name), IsOk());
    return name;
  }
  absl::StatusOr<v1::Contract> Sign(const std::string& name) {
    return moves_.SignContract(service_.call(), Named<v1::SignContractRequest>(name));
  }
  v1::Contract Get(const std::string& name) {
    return service_.catalog->Of<v1::Contract>()
        .Get<v1::Contract>(service_.call(), Named<v1::GetContractRequest>(name))
        .value();
  }
  absl::StatusOr<v1::Contract> Update(const v1::Contract& next, const std::string& path) {
    v1::UpdateContractRequest request;
    *request.mutable_contract() = next;
    request.mutable_contract()->clear_etag();
    request.mutable_update_mask()->add_paths(path);
    return service_.catalog->Of<v1::Contract>().Update<v1::Contract>(service_.call(), request);
  }

  // A plan with FIXED terms, due on the day.
  absl::StatusOr<v1::PaymentPlan> AddPlan(const std::string& contract, int64_t amount,
                                          const google::type::Date& due) {
    v1::PaymentPlan plan;
    plan.set_display_name("首付款");
    *plan.mutable_amount() = Yuan(amount);
    plan.mutable_terms()->set_basis(v1::CreditTerms::FIXED);
    *plan.mutable_fixed_date() = due;
    return AddPlan(contract, plan);
  }
  absl::StatusOr<v1::PaymentPlan> AddPlan(const std::string& contract,
                                          const v1::PaymentPlan& plan) {
    v1::CreatePaymentPlanRequest request;
    request.set_parent(contract);
    *request.mutable_payment_plan() = plan;
    return Plans().Create<v1::PaymentPlan>(service_.call(), request);
  }
  v1::PaymentPlan GetPlan(const std::string& name) {
    return Plans()
        .Get<v1::PaymentPlan>(service_.call(), Named<v1::GetPaymentPlanRequest>(name))
        .value();
  }
  const resource::Methods& Plans() { return service_.catalog->Of<v1::PaymentPlan>(); }

  absl::StatusOr<v1::Payment> Enter(const std::string& contract, const v1::Payment& payment) {
    v1::CreatePaymentRequest request;
    request.set_parent(contract);
    *request.mutable_payment() = payment;
    return service_.catalog->Of<v1::Payment>().Create<v1::Payment>(service_.call(), request);
  }
  static v1::Payment Paid(v1::Payment::Kind kind, int64_t amount) {
    v1::Payment payment;
    payment.set_kind(kind);
    *payment.mutable_amount() = Yuan(amount);
    *payment.mutable_pay_date() = Day(2026, 9, 1);
    return payment;
  }
  absl::StatusOr<v1::Payment> Confirm(const std::string& name) {
    return payment_moves_.ConfirmPayment(service_.call(), Named<v1::ConfirmPaymentRequest>(name));
  }
  // Entered and confirmed.
  absl::StatusOr<v1::Payment> Receive(const std::string& contract, int64_t amount,
                                      v1::Payment::Kind kind = v1::Payment::RECEIPT) {
    return Confirm(Enter(contract, Paid(kind, amount))->name());
  }
  absl::StatusOr<v1::Payment> Reverse(const std::string& name) {
    auto request = Named<v1::ReversePaymentRequest>(name);
    request.set_reason("退票");
    return payment_moves_.ReversePayment(service_.call(), request);
  }

  absl::StatusOr<v1::Invoice> Apply(const std::string& contract, int64_t amount,
                                    const std::string& red_letter_of = "",
                                    const std::string& plan = "") {
    v1::CreateInvoiceRequest request;
    request.set_parent(contract);
    v1::Invoice& invoice = *request.mutable_invoice();
    invoice.set_kind(v1::Invoice::VAT_ORDINARY);
    invoice.mutable_title()->set_display_name("灵动传媒有限公司");
    *invoice.mutable_amount() = Yuan(amount);
    invoice.set_red_letter_of(red_letter_of);
    invoice.set_payment_plan(plan);
    return service_.catalog->Of<v1::Invoice>().Create<v1::Invoice>(service_.call(), request);
  }
  // By a number of its own unless the test says which.
  absl::StatusOr<v1::Invoice> Issue(const std::string& name, const google::type::Date& day,
                                    const std::string& number = "", const std::string& code = "") {
    auto request = Named<v1::IssueInvoiceRequest>(name);
    request.set_number(number.empty() ? std::to_string(++last_number_) : number);
    request.set_code(code);
    *request.mutable_issue_date() = day;
    return invoice_moves_.IssueInvoice(service_.call(), request);
  }

  TestService service_;
  const std::string customer_;
  ContractServiceImpl moves_;
  PaymentPlanServiceImpl plan_moves_;
  InvoiceServiceImpl invoice_moves_;
  PaymentServiceImpl payment_moves_;
  int64_t last_number_ = 2431200000001234567;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACT_MONEY_TESTING_H_
