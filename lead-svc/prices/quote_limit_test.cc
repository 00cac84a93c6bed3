// How much who may take off.
#include <string>
#include <utility>
#include <vector>

#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "common/resource/field_rights.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "guanxi/access/v1/policy.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRole[] = "roles/0196b0a0-0000-7000-8000-000000000009";
constexpr char kOther[] = "roles/0196b0a0-0000-7000-8000-000000000008";

class QuoteLimitTest : public QuoteTest {
 protected:
  // A call of somebody who may do everything, and has these roles.
  rpc::Call CallWith(const std::vector<std::string>& roles) {
    rpc::Call call = service_.call();
    access::v1::PolicySnapshot snapshot;
    auto* const user = snapshot.add_users();
    user->set_name(call.principal.subject);
    user->set_active(true);
    for (const std::string& name : roles) {
      auto* const role = snapshot.add_roles();
      role->set_name(name);
      auto* const all = role->add_permissions();
      all->set_pattern("*");
      all->set_scope(access::v1::ALL);
      user->add_roles(name);
    }
    call.principal.rights = policy::Policy::Compile(std::move(snapshot))
                                ->Decide(call.principal, "quotes.create")
                                .value();
    return call;
  }
  void Limit(const std::string& role, const std::string& percent) {
    Create<v1::DiscountLimit, v1::CreateDiscountLimitRequest>(
        absl::StrCat("role: '", role, "' max_percent { value: '", percent, "' }"));
  }
  // Whether the draft, written by somebody with these roles, says that it is.
  bool IsAbove(const v1::Quote& quote, const std::vector<std::string>& roles) {
    const auto stored = Store(quote, CallWith(roles));
    EXPECT_THAT(stored, IsOk());
    return stored->above_limit();
  }
  v1::Quote Discounted(const std::string& percent) const {
    v1::Quote quote = Draft();
    quote.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value(percent);
    return quote;
  }
};

TEST_F(QuoteLimitTest, ADiscountAboveTheLimitOfTheRoleIsSaid) {
  Limit(kRole, "10");
  EXPECT_FALSE(IsAbove(Discounted("10"), {kRole}));
  EXPECT_TRUE(IsAbove(Discounted("10.01"), {kRole}));
  v1::Quote both = Discounted("6");
  both.mutable_discount()->mutable_percent()->set_value("6");
  EXPECT_TRUE(IsAbove(both, {kRole}));
}

TEST_F(QuoteLimitTest, WhoeverPricesItAnewIsMeasuredByHisOwnLimit) {
  Limit(kRole, "10");
  const auto stored = Store(Discounted("30"), CallWith({kRole}));
  ASSERT_THAT(stored, IsOk());
  EXPECT_TRUE(stored->above_limit());
  v1::Quote other = *stored;
  other.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value("31");
  const auto priced = Update(other, "lines");  // by who may do everything
  ASSERT_THAT(priced, IsOk());
  EXPECT_FALSE(priced->above_limit());
  EXPECT_EQ(priced->largest_discount().value(), "31");
}

TEST_F(QuoteLimitTest, TheMildestOfSeveralRolesWins) {
  Limit(kRole, "10");
  EXPECT_FALSE(IsAbove(Discounted("50"), {kRole, kOther}));
  Limit(kOther, "20");
  EXPECT_FALSE(IsAbove(Discounted("20"), {kRole, kOther}));
  EXPECT_TRUE(IsAbove(Discounted("21"), {kRole, kOther}));
}

TEST_F(QuoteLimitTest, APriceOfOnesOwnNeedsALimitOfAll) {
  v1::Quote quote = Draft();
  quote.mutable_lines(0)->clear_product();
  quote.mutable_lines(0)->set_description("定制");
  v1::Price& price = *quote.mutable_lines(0)->mutable_price();
  price.set_model(v1::Price::PER_UNIT);
  price.mutable_unit_price()->set_units(1);
  price.mutable_unit_price()->set_currency_code("CNY");
  Limit(kRole, "99");
  EXPECT_TRUE(IsAbove(quote, {kRole}));
  Limit(kRole, "100");
  EXPECT_FALSE(IsAbove(quote, {kRole}));
}

TEST_F(QuoteLimitTest, WhoIsLimitedSellsNothingBelowTheFloor) {
  // 100 each, and none below 85.
  Create<v1::PriceEntry, v1::CreatePriceEntryRequest>(
      absl::StrCat("product: '", product_, "' currency: 'CNY' start_date { year: 2026 month: 2 ",
                   "day: 1 } price { model: PER_UNIT unit_price { units: 100 currency_code: 'CNY' ",
                   "} } floor_price { units: 85 currency_code: 'CNY' }"),
      book_);
  EXPECT_FALSE(Store(Discounted("50"))->above_limit());
  Limit(kRole, "20");
  EXPECT_FALSE(IsAbove(Discounted("15"), {kRole}));
  const auto below = Store(Discounted("15.01"), CallWith({kRole}));
  ASSERT_THAT(below, IsOk());
  EXPECT_TRUE(below->above_limit());
  EXPECT_TRUE(below->below_floor());
  EXPECT_FALSE(Store(Discounted("21"), CallWith({kRole}))->below_floor());
  const absl::Status refused = Send(below->name()).status();
  EXPECT_EQ(Reason(refused), "PRICE_BELOW_FLOOR");
  EXPECT_THAT(std::string(refused.message()), Not(HasSubstr("85")));
  v1::Quote whole = Draft();
  whole.mutable_discount()->mutable_percent()->set_value("16");
  EXPECT_TRUE(IsAbove(whole, {kRole}));
  Limit(kOther, "100");
  EXPECT_FALSE(IsAbove(whole, {kOther}));
}

// 0.333 CNY each, and none below that: three of them are sold for 1.00, one for 0.33.
TEST_F(QuoteLimitTest, WhatRoundingTakesIsNeitherADiscountNorBelowTheFloor) {
  Create<v1::PriceEntry, v1::CreatePriceEntryRequest>(
      absl::StrCat("product: '", product_, "' currency: 'CNY' start_date { year: 2026 month: 2 ",
                   "day: 1 } price { model: PER_UNIT unit_price { nanos: 333000000 ",
                   "currency_code: 'CNY' } } ",
                   "floor_price { nanos: 333000000 currency_code: 'CNY' }"),
      book_);
  Limit(kRole, "10");
  EXPECT_FALSE(IsAbove(Draft("1"), {kRole}));
  v1::Quote below = Draft("1");
  below.mutable_lines(0)->mutable_discount()->mutable_amount()->set_nanos(10'000'000);
  below.mutable_lines(0)->mutable_discount()->mutable_amount()->set_currency_code("CNY");
  EXPECT_TRUE(Store(below, CallWith({kRole}))->below_floor());
  // 99.99 each: 10 % are 10.00.
  Create<v1::PriceEntry, v1::CreatePriceEntryRequest>(
      absl::StrCat("product: '", product_, "' currency: 'CNY' start_date { year: 2026 month: 3 ",
                   "day: 1 } price { model: PER_UNIT unit_price { units: 99 nanos: 990000000 ",
                   "currency_code: 'CNY' } }"),
      book_);
  v1::Quote tenth = Draft("1");
  tenth.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value("10");
  EXPECT_FALSE(IsAbove(tenth, {kRole}));
}

TEST_F(QuoteLimitTest, AFloorIsInTheCurrencyOfThePrice) {
  v1::PriceEntry entry = AddPrice(product_, "USD", 20, 2027);
  v1::UpdatePriceEntryRequest request;
  *request.mutable_price_entry() = entry;
  *request.mutable_price_entry()->mutable_floor_price() = Yuan(10);
  request.mutable_update_mask()->add_paths("floor_price");
  const auto& entries = service_.catalog->Of<v1::PriceEntry>();
  EXPECT_EQ(Reason(entries.Update<v1::PriceEntry>(service_.call(), request).status()),
            "INVALID_FIELD");
  request.mutable_price_entry()->mutable_floor_price()->set_currency_code("usd");
  EXPECT_THAT(entries.Update<v1::PriceEntry>(service_.call(), request), IsOk());
}

TEST_F(QuoteLimitTest, WhoseRoleHidesTheFloorReadsThePriceAlone) {
  v1::PriceEntry entry = AddPrice(product_, "USD", 20, 2027);
  rpc::Call call = service_.call();
  call.principal.rights = policy::RightsOfRole(
      call.principal.subject, policy::Hiding("guanxi.dev/PriceEntry", "floor_price"),
      "priceBooks.read");
  const auto view =
      resource::ViewOf(service_.resources->prices->price_entries->type(), call.principal);
  ASSERT_NE(view, nullptr);
  entry.mutable_floor_price()->set_units(15);
  view->Present(&entry);
  EXPECT_FALSE(entry.has_floor_price());
  EXPECT_EQ(entry.price().unit_price().units(), 20);
}

TEST_F(QuoteLimitTest, PricingTellsTheLimitInsteadOfRefusing) {
  Limit(kRole, "5");
  v1::PriceQuoteRequest request;
  request.set_price_book(book_);
  request.set_currency("CNY");
  *request.mutable_lines() = Discounted("10").lines();
  const auto priced = service_.pricing->PriceQuote(CallWith({kRole}), request);
  ASSERT_THAT(priced, IsOk());
  EXPECT_EQ(priced->discount_limit().value(), "5");
  EXPECT_TRUE(priced->above_limit());
  EXPECT_FALSE(service_.pricing->PriceQuote(service_.call(), request)->above_limit());
}

}  // namespace
}  // namespace guanxi::lead
