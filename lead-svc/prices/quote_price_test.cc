// What quotes come to: which price holds, margins, rates, the page.
#include <string>
#include <utility>

#include "common/errors/errors.h"
#include "common/policy/rights_testing.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void SetDay(int year, int month, int day, google::type::Date* date) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

class QuotePriceTest : public QuoteTest {
 protected:
  absl::StatusOr<v1::PriceQuoteResponse> Price(const v1::PriceQuoteRequest& request) {
    return service_.pricing->PriceQuote(service_.call(), request);
  }
  v1::PriceQuoteRequest Asked() const {
    v1::PriceQuoteRequest request;
    request.set_price_book(book_);
    request.set_currency("cny");
    *request.mutable_lines() = Draft().lines();
    return request;
  }
};

TEST_F(QuotePriceTest, ThePriceOfTheDayHolds) {
  AddPrice(product_, "CNY", 120, 2027);
  AddPrice(product_, "USD", 15, 2025);
  v1::PriceQuoteRequest request = Asked();
  SetDay(2026, 12, 31, request.mutable_price_date());
  EXPECT_EQ(TextOf(Price(request)->totals().net_amount()), "300 CNY");
  SetDay(2027, 1, 1, request.mutable_price_date());
  EXPECT_EQ(TextOf(Price(request)->totals().net_amount()), "360 CNY");
  SetDay(2025, 12, 31, request.mutable_price_date());
  EXPECT_EQ(Reason(Price(request).status()), "NO_PRICE");
  request.set_currency("USD");
  EXPECT_EQ(TextOf(Price(request)->totals().net_amount()), "45 USD");
}

TEST_F(QuotePriceTest, APriceThatIsOverHoldsNoMoreAndNoneBeforeIt) {
  v1::PriceEntry entry = AddPrice(product_, "CNY", 80, 2027);
  SetDay(2027, 6, 30, entry.mutable_end_date());
  v1::UpdatePriceEntryRequest update;
  *update.mutable_price_entry() = entry;
  update.mutable_update_mask()->add_paths("end_date");
  ASSERT_THAT(
      service_.catalog->Of<v1::PriceEntry>().Update<v1::PriceEntry>(service_.call(), update),
      IsOk());
  v1::PriceQuoteRequest request = Asked();
  SetDay(2027, 6, 30, request.mutable_price_date());
  EXPECT_EQ(TextOf(Price(request)->totals().net_amount()), "240 CNY");
  SetDay(2027, 7, 1, request.mutable_price_date());
  EXPECT_EQ(Reason(Price(request).status()), "NO_PRICE");
}

TEST_F(QuotePriceTest, PricingStoresNothingAndNamesWhatIsWrong) {
  EXPECT_THAT(Price(Asked()), IsOk());
  v1::ListQuotesRequest list;
  EXPECT_EQ(service_.catalog->Of<v1::Quote>()
                .List<v1::ListQuotesResponse>(service_.call(), list)
                ->quotes_size(),
            0);
  v1::PriceQuoteRequest request = Asked();
  request.set_price_book("priceBooks/x");
  EXPECT_EQ(FieldViolations(Price(request).status())[0].path, "price_book");
  request = Asked();
  request.set_price_book("priceBooks/0196b0a0-0000-7000-8000-000000000007");
  EXPECT_EQ(Reason(Price(request).status()), "PRICE_BOOK_NOT_FOUND");
  request = Asked();
  request.mutable_lines(0)->set_product("products/0196b0a0-0000-7000-8000-000000000007");
  EXPECT_EQ(FieldViolations(Price(request).status())[0].path, "lines[0].product");
  request = Asked();
  request.clear_lines();
  EXPECT_EQ(FieldViolations(Price(request).status())[0].path, "lines");
}

TEST_F(QuotePriceTest, WhatIsSoldNoMoreIsNotPriced) {
  v1::UpdateProductRequest update;
  update.mutable_product()->set_name(product_);
  update.mutable_product()->set_discontinued(true);
  ASSERT_THAT(service_.catalog->Of<v1::Product>().Update<v1::Product>(service_.call(), update),
              IsOk());
  EXPECT_EQ(Reason(Store(Draft()).status()), "PRODUCT_DISCONTINUED");
}

TEST_F(QuotePriceTest, TheMarginIsWhatTheProductsLeave) {
  const std::string name = Store(Draft())->name();
  v1::GetQuoteMarginRequest request;
  request.set_name(name);
  const auto unknown = service_.quotes->GetQuoteMargin(service_.call(), request);
  ASSERT_THAT(unknown, IsOk());
  EXPECT_FALSE(unknown->has_margin_amount());
  EXPECT_EQ(TextOf(unknown->net_amount()), "300 CNY");
  Create<v1::ProductCost, v1::CreateProductCostRequest>(
      absl::StrCat("product: '", product_,
                   "' currency: 'CNY' start_date { year: 2026 month: 1 day: 1 } "
                   "unit_cost { units: 40 currency_code: 'CNY' }"));
  const auto margin = service_.quotes->GetQuoteMargin(service_.call(), request);
  ASSERT_THAT(margin, IsOk());
  EXPECT_EQ(TextOf(margin->cost_amount()), "120 CNY");
  EXPECT_EQ(TextOf(margin->margin_amount()), "180 CNY");
  EXPECT_EQ(margin->margin_percent().value(), "60");
}

TEST_F(QuotePriceTest, WhoSeesNoCostsLearnsNoMargin) {
  v1::GetQuoteMarginRequest request;
  request.set_name(Store(Draft())->name());
  rpc::Call call = service_.call();
  call.principal.rights =
      policy::RightsOfRole(call.principal.subject,
                           policy::Hiding("guanxi.dev/ProductCost", "unit_cost"), "margins.read");
  EXPECT_EQ(Reason(service_.quotes->GetQuoteMargin(call, request).status()), "FIELD_NOT_ALLOWED");
}

TEST_F(QuotePriceTest, TheRateOfTheDayHolds) {
  for (const auto& [year, rate] : {std::pair(2026, "7.1"), std::pair(2027, "6.9")}) {
    Create<v1::ExchangeRate, v1::CreateExchangeRateRequest>(
        absl::StrCat("from_currency: 'USD' to_currency: 'CNY' start_date { year: ", year,
                     " month: 1 day: 1 } rate { value: '", rate, "' }"));
  }
  v1::ConvertMoneyRequest request;
  request.mutable_amount()->set_units(100);
  request.mutable_amount()->set_currency_code("USD");
  request.set_to_currency("CNY");
  SetDay(2026, 12, 31, request.mutable_date());
  const auto before = service_.rates->ConvertMoney(service_.call(), request);
  ASSERT_THAT(before, IsOk());
  EXPECT_EQ(TextOf(before->amount()), "710 CNY");
  EXPECT_EQ(before->rate().value(), "7.1");
  SetDay(2027, 1, 1, request.mutable_date());
  EXPECT_EQ(TextOf(service_.rates->ConvertMoney(service_.call(), request)->amount()), "690 CNY");
  SetDay(2025, 1, 1, request.mutable_date());
  EXPECT_EQ(Reason(service_.rates->ConvertMoney(service_.call(), request).status()),
            "NO_EXCHANGE_RATE");
  request.set_to_currency("USD");
  EXPECT_EQ(TextOf(service_.rates->ConvertMoney(service_.call(), request)->amount()), "100 USD");
}

TEST_F(QuotePriceTest, ThePageShowsWhatTheReaderMaySee) {
  v1::Quote quote = Draft();
  quote.set_buyer("灵动传媒 <王总>");
  quote.set_note("底价别说");
  v1::PrintQuoteRequest request;
  request.set_name(Store(quote)->name());
  const auto page = service_.quotes->PrintQuote(service_.call(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->content_type(), "text/html; charset=utf-8");
  EXPECT_THAT(page->data(), HasSubstr("灵动传媒 &lt;王总&gt;"));
  EXPECT_THAT(page->data(), HasSubstr("339.00"));
  EXPECT_THAT(page->data(), Not(HasSubstr("底价")));
  rpc::Call call = service_.call();
  call.principal.rights = policy::RightsOfRole(
      call.principal.subject, policy::Hiding("guanxi.dev/Quote", "totals"), "quotes.read");
  const auto veiled = service_.quotes->PrintQuote(call, request);
  ASSERT_THAT(veiled, IsOk());
  EXPECT_THAT(veiled->data(), HasSubstr("框架报价"));
  EXPECT_THAT(veiled->data(), Not(HasSubstr("灵动传媒")));  // no role unmasks names
}

}  // namespace
}  // namespace guanxi::lead
