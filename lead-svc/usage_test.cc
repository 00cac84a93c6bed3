// What is used of subscriptions, and what it comes to.
#include <string>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "guanxi/lead/v1/price_book_service.pb.h"
#include "guanxi/lead/v1/price_entry_service.pb.h"
#include "guanxi/lead/v1/product_service.pb.h"
#include "guanxi/lead/v1/usage_record_service.pb.h"
#include "lead-svc/contract_money_testing.h"
#include "lead-svc/contracts/usage_service.h"

namespace guanxi::lead {
namespace {

class UsageTest : public ContractMoneyTest {
 protected:
  UsageTest()
      : methods_(service_.engine.get(), &service_.resources->money,
                 service_.resources->prices.get()),
        product_(AddProduct()),
        book_(AddBook()),
        contract_(Subscription()) {}

  template <typename M, typename Request>
  absl::StatusOr<M> Store(const Request& request) {
    return service_.catalog->Of<M>().template Create<M>(service_.call(), request);
  }
  std::string AddProduct() {
    v1::CreateProductRequest request;
    request.mutable_product()->set_code("API");
    request.mutable_product()->set_display_name("调用");
    request.mutable_product()->mutable_tax_rate()->set_value("6");
    return Store<v1::Product>(request)->name();
  }
  // The first 10 cost 1 each, the others 0.5.
  std::string AddBook() {
    v1::CreatePriceBookRequest request;
    request.mutable_price_book()->set_display_name("2026 标准价");
    const std::string book = Store<v1::PriceBook>(request)->name();
    v1::CreatePriceEntryRequest entry;
    entry.set_parent(book);
    const std::string text = absl::StrCat(
        "product: '", product_, "' currency: 'CNY' start_date { year: 2026 month: 1 day: 1 } ",
        R"(price { model: GRADUATED
           tiers { up_to { value: '10' } unit_price { currency_code: 'CNY' units: 1 } }
           tiers { unit_price { currency_code: 'CNY' nanos: 500000000 } } })");
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, entry.mutable_price_entry()));
    EXPECT_THAT(Store<v1::PriceEntry>(entry), IsOk());
    return book;
  }
  std::string Subscription() {
    v1::Contract contract = NewContract();
    contract.set_type(v1::Contract::SUBSCRIPTION);
    const std::string name = Create(contract)->name();
    EXPECT_THAT(Sign(name), IsOk());
    return name;
  }

  v1::UsageRecord Used(const std::string& quantity, const google::type::Date& day) const {
    v1::UsageRecord record;
    record.set_product(product_);
    record.mutable_quantity()->set_value(quantity);
    *record.mutable_end_date() = day;
    return record;
  }
  absl::StatusOr<v1::UsageRecord> Record(const std::string& quantity, const google::type::Date& day,
                                         const std::string& contract = "") {
    v1::CreateUsageRecordRequest request;
    request.set_parent(contract.empty() ? contract_ : contract);
    *request.mutable_usage_record() = Used(quantity, day);
    return Store<v1::UsageRecord>(request);
  }
  absl::Status Delete(const std::string& name) {
    return service_.catalog->Of<v1::UsageRecord>()
        .Delete<v1::UsageRecord>(service_.call(), Named<v1::DeleteUsageRecordRequest>(name))
        .status();
  }
  absl::StatusOr<v1::PriceUsageResponse> Price(const google::type::Date& last) {
    v1::PriceUsageRequest request;
    request.set_parent(contract_);
    request.set_price_book(book_);
    *request.mutable_last_date() = last;
    return methods_.PriceUsage(service_.call(), request);
  }
  v1::InvoiceUsageRequest ToInvoice(const google::type::Date& last) const {
    v1::InvoiceUsageRequest request;
    request.set_parent(contract_);
    request.set_price_book(book_);
    *request.mutable_last_date() = last;
    request.set_kind(v1::Invoice::VAT_ORDINARY);
    request.mutable_title()->set_display_name("灵动传媒有限公司");
    return request;
  }
  absl::StatusOr<v1::Invoice> InvoiceUntil(const google::type::Date& last) {
    return methods_.InvoiceUsage(service_.call(), ToInvoice(last));
  }
  absl::Status Void(const std::string& invoice) {
    return invoice_moves_.VoidInvoice(service_.call(), Named<v1::VoidInvoiceRequest>(invoice))
        .status();
  }

  UsageRecordServiceImpl methods_;
  const std::string product_, book_, contract_;
};

TEST_F(UsageTest, WhatWasUsedIsAddedUpBeforeItMeetsTheTiers) {
  ASSERT_THAT(Record("8.5", Day(2026, 3, 1)), IsOk());
  ASSERT_THAT(Record("5.5", Day(2026, 3, 31)), IsOk());
  ASSERT_THAT(Record("100", Day(2026, 4, 1)), IsOk());
  const auto priced = Price(Day(2026, 3, 31));
  ASSERT_THAT(priced, IsOk());
  EXPECT_EQ(priced->record_count(), 2);
  ASSERT_EQ(priced->lines_size(), 1);
  EXPECT_EQ(priced->lines(0).product(), product_);
  EXPECT_EQ(priced->lines(0).quantity().value(), "14");
  // 10 of 1 and 4 of 0.5; by itself each record would have been in the first tier.
  EXPECT_EQ(priced->totals().net_amount().units(), 12);
  EXPECT_EQ(priced->totals().tax_amount().nanos(), 720'000'000);
  EXPECT_FALSE(priced->has_first_date());
  EXPECT_EQ(Reason(Price(Day(2026, 2, 28)).status()), "NO_USAGE");
  EXPECT_EQ(Reason(Price(Day(2030, 1, 1)).status()), "INVALID_FIELD");
}

TEST_F(UsageTest, EachPeriodIsInvoicedOnce) {
  ASSERT_THAT(Record("12", Day(2026, 3, 31)), IsOk());
  const auto march = InvoiceUntil(Day(2026, 3, 31));
  ASSERT_THAT(march, IsOk());
  EXPECT_EQ(march->state(), v1::Invoice::DRAFT);
  EXPECT_EQ(march->amount().units(), 11);  // 11 and 6 % of them
  EXPECT_EQ(march->amount().nanos(), 660'000'000);
  EXPECT_EQ(march->usage().lines(0).quantity().value(), "12");
  EXPECT_EQ(Get(contract_).usage_invoiced_until().month(), 3);
  EXPECT_EQ(Reason(InvoiceUntil(Day(2026, 3, 31)).status()), "USAGE_INVOICED");
  EXPECT_EQ(Reason(Record("1", Day(2026, 3, 31)).status()), "USAGE_INVOICED");
  ASSERT_THAT(Record("2", Day(2026, 4, 30)), IsOk());
  const auto april = InvoiceUntil(Day(2026, 4, 30));
  ASSERT_THAT(april, IsOk());
  EXPECT_EQ(april->usage().first_date().month(), 4);
  EXPECT_EQ(april->usage().first_date().day(), 1);
  EXPECT_EQ(april->usage().lines(0).quantity().value(), "2");
}

// What is free each month is not what is free in two.
TEST_F(UsageTest, WhatIsFreeClosesItsPeriodAndIsNotIssued) {
  v1::CreatePriceEntryRequest entry;
  entry.set_parent(book_);
  const std::string text = absl::StrCat(
      "product: '", product_, "' currency: 'CNY' start_date { year: 2026 month: 2 day: 1 } ",
      R"(price { model: GRADUATED
         tiers { up_to { value: '10' } }
         tiers { unit_price { currency_code: 'CNY' units: 1 } } })");
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, entry.mutable_price_entry()));
  ASSERT_THAT(Store<v1::PriceEntry>(entry), IsOk());
  ASSERT_THAT(Record("9", Day(2026, 3, 31)), IsOk());
  const auto march = InvoiceUntil(Day(2026, 3, 31));
  ASSERT_THAT(march, IsOk());
  EXPECT_EQ(march->amount().units(), 0);
  EXPECT_EQ(Get(contract_).usage_invoiced_until().month(), 3);
  EXPECT_EQ(Reason(Issue(march->name(), Day(2026, 4, 1)).status()), "NOTHING_TO_INVOICE");
  ASSERT_THAT(Record("9", Day(2026, 4, 30)), IsOk());
  EXPECT_EQ(Price(Day(2026, 4, 30))->totals().net_amount().units(), 0);
}

TEST_F(UsageTest, AVoidedDraftGivesItsPeriodBackTheLatestFirst) {
  const auto record = Record("12", Day(2026, 3, 31));
  ASSERT_THAT(record, IsOk());
  const std::string march = InvoiceUntil(Day(2026, 3, 31))->name();
  ASSERT_THAT(Record("2", Day(2026, 4, 30)), IsOk());
  const std::string april = InvoiceUntil(Day(2026, 4, 30))->name();
  EXPECT_EQ(Reason(Void(march)), "USAGE_INVOICED");
  EXPECT_EQ(Reason(Delete(record->name())), "USAGE_INVOICED");
  ASSERT_THAT(Void(april), IsOk());
  EXPECT_EQ(Get(contract_).usage_invoiced_until().month(), 3);
  ASSERT_THAT(Void(march), IsOk());
  EXPECT_FALSE(Get(contract_).has_usage_invoiced_until());
  ASSERT_THAT(Delete(record->name()), IsOk());
  EXPECT_EQ(InvoiceUntil(Day(2026, 4, 30))->usage().lines(0).quantity().value(), "2");
}

TEST_F(UsageTest, ASourceMaySendAReadingAgain) {
  v1::IngestUsageRecordsRequest request;
  request.set_parent(contract_);
  auto& entry = *request.add_requests();
  *entry.mutable_usage_record() = Used("3", Day(2026, 3, 1));
  (*entry.mutable_usage_record()->mutable_external_ids())["meter"] = "r-1";
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(service_.catalog->Of<v1::UsageRecord>().Ingest<v1::IngestUsageRecordsResponse>(
                    service_.call(), request),
                IsOk());
  }
  EXPECT_EQ(Price(Day(2026, 3, 31))->lines(0).quantity().value(), "3");
}

TEST_F(UsageTest, ItIsRecordedUnderSubscriptionsThatGoOnAndWhenItIsOver) {
  const std::string sale = SignedContract();
  EXPECT_EQ(Reason(Record("1", Day(2026, 3, 1), sale).status()), "NOT_A_SUBSCRIPTION");
  EXPECT_EQ(Reason(Record("1", Day(2030, 1, 1)).status()), "INVALID_FIELD");
  EXPECT_EQ(Reason(Record("0", Day(2026, 3, 1)).status()), "INVALID_FIELD");
  auto end = Named<v1::TerminateContractRequest>(contract_);
  end.set_reason("客户停用");
  ASSERT_THAT(moves_.TerminateContract(service_.call(), end), IsOk());
  EXPECT_EQ(Reason(Record("1", Day(2026, 3, 1)).status()), "CONTRACT_ENDED");
}

TEST_F(UsageTest, WhoStatesNoPriceBookNeedsAQuoteUnderTheContract) {
  ASSERT_THAT(Record("1", Day(2026, 3, 1)), IsOk());
  auto request = ToInvoice(Day(2026, 3, 31));
  request.clear_price_book();
  EXPECT_EQ(Reason(methods_.InvoiceUsage(service_.call(), request).status()), "INVALID_FIELD");
  request.set_price_book(book_);
  request.set_kind(v1::Invoice::VAT_SPECIAL);  // needs a tax number
  EXPECT_EQ(Reason(methods_.InvoiceUsage(service_.call(), request).status()), "INVALID_FIELD");
  EXPECT_FALSE(Get(contract_).has_usage_invoiced_until());
}

}  // namespace
}  // namespace guanxi::lead
