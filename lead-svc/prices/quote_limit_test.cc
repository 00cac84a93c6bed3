// How much who may take off.
#include <string>
#include <utility>
#include <vector>

#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "guanxi/access/v1/policy.pb.h"
#include "lead-svc/prices/quote_testing.h"

namespace guanxi::lead {
namespace {

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
  v1::Quote Discounted(const std::string& percent) const {
    v1::Quote quote = Draft();
    quote.mutable_lines(0)->mutable_discount()->mutable_percent()->set_value(percent);
    return quote;
  }
};

TEST_F(QuoteLimitTest, ADiscountAboveTheLimitOfTheRoleIsRefusedByName) {
  Limit(kRole, "10");
  EXPECT_THAT(Store(Discounted("10"), CallWith({kRole})), IsOk());
  EXPECT_EQ(Reason(Store(Discounted("10.01"), CallWith({kRole})).status()), "DISCOUNT_ABOVE_LIMIT");
  v1::Quote both = Discounted("6");
  both.mutable_discount()->mutable_percent()->set_value("6");
  EXPECT_EQ(Reason(Store(both, CallWith({kRole})).status()), "DISCOUNT_ABOVE_LIMIT");
}

TEST_F(QuoteLimitTest, TheMildestOfSeveralRolesWins) {
  Limit(kRole, "10");
  EXPECT_THAT(Store(Discounted("50"), CallWith({kRole, kOther})), IsOk());
  Limit(kOther, "20");
  EXPECT_THAT(Store(Discounted("20"), CallWith({kRole, kOther})), IsOk());
  EXPECT_EQ(Reason(Store(Discounted("21"), CallWith({kRole, kOther})).status()),
            "DISCOUNT_ABOVE_LIMIT");
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
  EXPECT_EQ(Reason(Store(quote, CallWith({kRole})).status()), "DISCOUNT_ABOVE_LIMIT");
  Limit(kRole, "100");
  EXPECT_THAT(Store(quote, CallWith({kRole})), IsOk());
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
