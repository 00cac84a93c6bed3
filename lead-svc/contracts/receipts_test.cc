#include "lead-svc/contracts/receipts.h"

#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::Payment;

Payment Of(Payment::Kind kind, Payment::State state, int64_t base, int month,
           const char* currency = "CNY") {
  Payment payment;
  payment.set_kind(kind);
  payment.set_state(state);
  payment.mutable_base_amount()->set_units(base);
  payment.mutable_base_amount()->set_currency_code(currency);
  payment.mutable_pay_date()->set_year(2026);
  payment.mutable_pay_date()->set_month(month);
  payment.mutable_pay_date()->set_day(1);
  return payment;
}

TEST(ReceiptsTest, OnlyWhatIsConfirmedCountsAndRefundsAreNoReceipts) {
  Contract contract;
  ShowReceipts(
      {Of(Payment::RECEIPT, Payment::ENTERED, 1, 1), Of(Payment::RECEIPT, Payment::REJECTED, 2, 2),
       Of(Payment::RECEIPT, Payment::REVERSED, 4, 3),
       Of(Payment::RECEIPT, Payment::CONFIRMED, 80, 5),
       Of(Payment::RECEIPT, Payment::CONFIRMED, 160, 4),
       Of(Payment::REFUND, Payment::CONFIRMED, 32, 9)},
      &contract);
  EXPECT_EQ(contract.receipt_count(), 2);
  EXPECT_EQ(contract.received_base_amount().units(), 208);
  EXPECT_EQ(contract.first_receipt_date().month(), 4);
  EXPECT_EQ(contract.last_receipt_date().month(), 5);
  ShowReceipts({}, &contract);
  EXPECT_EQ(contract.receipt_count(), 0);
  EXPECT_FALSE(contract.has_received_base_amount());
  EXPECT_FALSE(contract.has_first_receipt_date());
  EXPECT_FALSE(contract.has_last_receipt_date());
}

TEST(ReceiptsTest, ASumThatLacksAPartIsNone) {
  Contract contract;
  Payment unknown = Of(Payment::RECEIPT, Payment::CONFIRMED, 1, 1);
  unknown.clear_base_amount();
  ShowReceipts({Of(Payment::RECEIPT, Payment::CONFIRMED, 80, 5), unknown}, &contract);
  EXPECT_EQ(contract.receipt_count(), 2);
  EXPECT_FALSE(contract.has_received_base_amount());
  ShowReceipts({Of(Payment::RECEIPT, Payment::CONFIRMED, 80, 5),
                Of(Payment::RECEIPT, Payment::CONFIRMED, 10, 6, "EUR")},
               &contract);
  EXPECT_FALSE(contract.has_received_base_amount());
}

}  // namespace
}  // namespace guanxi::lead
