// What wins, contracts and payments are in the tenant's currency, on a real MariaDB.
#include <string>

#include "guanxi/lead/v1/exchange_rate_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/contract_money_testing.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Opportunity;
using v1::Payment;

// The clock of the tests stands at 2026-09-21; the tenant's currency is CNY.
class BaseAmountTest : public ContractMoneyTest {
 protected:
  void Rate(const std::string& from, const google::type::Date& start, const std::string& rate) {
    v1::CreateExchangeRateRequest request;
    v1::ExchangeRate& one = *request.mutable_exchange_rate();
    one.set_from_currency(from);
    one.set_to_currency("CNY");
    *one.mutable_start_date() = start;
    one.mutable_rate()->set_value(rate);
    ASSERT_THAT(
        service_.catalog->Of<v1::ExchangeRate>().Create<v1::ExchangeRate>(service_.call(), request),
        IsOk());
  }
  std::string Dollars(int64_t amount) {
    Contract contract = NewContract();
    *contract.mutable_amount() = Yuan(amount, "USD");
    return Create(contract)->name();
  }
  Payment Pay(const std::string& contract, Payment::Kind kind, int64_t amount, int month) {
    Payment payment = Paid(kind, amount);
    payment.mutable_amount()->set_currency_code("USD");
    *payment.mutable_pay_date() = Day(2026, month, 2);
    const auto entered = Enter(contract, payment);
    EXPECT_THAT(entered, IsOk());
    EXPECT_FALSE(entered->has_base_amount());
    return Confirm(entered->name()).value();
  }
  Opportunity Deal(const std::string& currency, int64_t amount) {
    v1::CreateOpportunityRequest request;
    Opportunity& one = *request.mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(service_.CreateStage(service_.CreatePipeline(), "谈判", 10));
    *one.mutable_amount() = Yuan(amount, currency);
    return service_.catalog->Of<Opportunity>()
        .Create<Opportunity>(service_.call(), request)
        .value();
  }
};

TEST_F(BaseAmountTest, WhatIsInTheTenantsCurrencyIsItself) {
  const std::string contract = Create(NewContract(1000))->name();
  EXPECT_FALSE(Get(contract).has_base_amount());
  ASSERT_THAT(Sign(contract), IsOk());
  EXPECT_EQ(Get(contract).base_amount().units(), 1000);
  EXPECT_EQ(Get(contract).base_rate().value(), "1");
}

TEST_F(BaseAmountTest, ASignedContractKeepsTheRateOfItsDay) {
  Rate("USD", Day(2026, 1, 1), "7");
  Rate("USD", Day(2026, 9, 1), "7.1234");
  const std::string contract = Dollars(100);
  auto sign = Named<v1::SignContractRequest>(contract);
  *sign.mutable_sign_date() = Day(2026, 8, 31);
  ASSERT_THAT(moves_.SignContract(service_.call(), sign), IsOk());
  EXPECT_EQ(Get(contract).base_amount().currency_code(), "CNY");
  EXPECT_EQ(Get(contract).base_amount().units(), 700);
  EXPECT_EQ(Get(contract).base_rate().value(), "7");
  // A rate that is entered later changes nothing, and a supplement goes by that of the signing.
  Rate("USD", Day(2026, 8, 31), "9");
  Contract more = Get(contract);
  more.mutable_amount()->set_units(110);
  ASSERT_THAT(Update(more, "amount"), IsOk());
  EXPECT_EQ(Get(contract).base_amount().units(), 770);
}

TEST_F(BaseAmountTest, PaymentsHaveTheRateOfTheirDayAndRefundsAreTakenOff) {
  Rate("USD", Day(2026, 1, 1), "7");
  Rate("USD", Day(2026, 8, 1), "7.5");
  const std::string contract = Dollars(100);
  ASSERT_THAT(Sign(contract), IsOk());
  const Payment first = Pay(contract, Payment::RECEIPT, 40, 3);
  EXPECT_EQ(first.base_amount().units(), 280);
  Pay(contract, Payment::RECEIPT, 20, 8);
  Contract stands = Get(contract);
  EXPECT_EQ(stands.received_base_amount().units(), 430);
  EXPECT_EQ(stands.receipt_count(), 2);
  EXPECT_EQ(stands.first_receipt_date().month(), 3);
  EXPECT_EQ(stands.last_receipt_date().month(), 8);
  Pay(contract, Payment::REFUND, 10, 9);
  stands = Get(contract);
  EXPECT_EQ(stands.received_base_amount().units(), 355);
  EXPECT_EQ(stands.receipt_count(), 2);
  EXPECT_EQ(stands.last_receipt_date().month(), 8);
  ASSERT_THAT(Reverse(first.name()), IsOk());
  stands = Get(contract);
  EXPECT_EQ(stands.received_base_amount().units(), 75);
  EXPECT_EQ(stands.receipt_count(), 1);
  EXPECT_EQ(stands.first_receipt_date().month(), 8);
}

TEST_F(BaseAmountTest, WithoutARateNothingIsRefusedAndTheNextWriteLooksForOne) {
  const std::string contract = Dollars(100);
  ASSERT_THAT(Sign(contract), IsOk());
  EXPECT_FALSE(Get(contract).has_base_amount());
  Pay(contract, Payment::RECEIPT, 10, 9);
  EXPECT_EQ(Get(contract).received_amount().units(), 10);
  EXPECT_FALSE(Get(contract).has_received_base_amount());
  Rate("USD", Day(2026, 9, 1), "7");
  Contract noted = Get(contract);
  noted.set_note("补录汇率");
  ASSERT_THAT(Update(noted, "note"), IsOk());
  EXPECT_EQ(Get(contract).base_amount().units(), 700);
}

TEST_F(BaseAmountTest, WhatIsFixedStaysInTheCurrencyThatTheTenantHadThen) {
  const std::string contract = SignedContract(1000);
  service_.place.currency = "EUR";
  Contract more = Get(contract);
  more.mutable_amount()->set_units(1100);
  ASSERT_THAT(Update(more, "amount"), IsOk());
  EXPECT_EQ(Get(contract).base_amount().currency_code(), "CNY");
  EXPECT_EQ(Get(contract).base_amount().units(), 1100);
  Contract euros = NewContract();
  *euros.mutable_amount() = Yuan(5, "EUR");
  const std::string later = Create(euros)->name();
  ASSERT_THAT(Sign(later), IsOk());
  EXPECT_EQ(Get(later).base_amount().currency_code(), "EUR");
}

TEST_F(BaseAmountTest, AWinIsFixedAndAReopenedOneIsNoneAnyMore) {
  Rate("USD", Day(2026, 9, 21), "7");
  const std::string name = Deal("USD", 100).name();
  const auto win = service_.opportunities->WinOpportunity(service_.call(),
                                                          Named<v1::WinOpportunityRequest>(name));
  ASSERT_THAT(win, IsOk());
  EXPECT_EQ(win->base_amount().units(), 700);
  EXPECT_EQ(win->base_rate().value(), "7");
  const auto reopened = service_.opportunities->ReopenOpportunity(
      service_.call(), Named<v1::ReopenOpportunityRequest>(name));
  ASSERT_THAT(reopened, IsOk());
  EXPECT_FALSE(reopened->has_base_amount());
  EXPECT_FALSE(reopened->has_base_rate());
}

TEST_F(BaseAmountTest, AConfirmationThatIsSentAgainCountsOnce) {
  const std::string contract = SignedContract();
  auto confirm =
      Named<v1::ConfirmPaymentRequest>(Enter(contract, Paid(Payment::RECEIPT, 300))->name());
  confirm.set_request_id("018f0000-0000-7000-8000-00000000c0f1");
  const auto first = payment_moves_.ConfirmPayment(service_.call(), confirm);
  const auto again = payment_moves_.ConfirmPayment(service_.call(), confirm);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Get(contract).receipt_count(), 1);
  EXPECT_EQ(Get(contract).received_base_amount().units(), 300);
}

}  // namespace
}  // namespace guanxi::lead
