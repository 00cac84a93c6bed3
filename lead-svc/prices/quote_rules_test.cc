#include "lead-svc/prices/quote_rules.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "lead-svc/prices/quote_moves.h"

namespace guanxi::lead {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Quote;

const absl::Time kNow = absl::FromUnixSeconds(1790000000);
const absl::CivilDay kToday(2026, 9, 21);

template <typename M>
M Parse(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

template <typename M>
std::vector<std::string> FaultsOf(void (*normalize)(M*, Violations*), const std::string& text) {
  auto message = Parse<M>(text);
  Violations violations;
  normalize(&message, &violations);
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(violations.ToStatus())) {
    paths.push_back(one.path);
  }
  return paths;
}

TEST(NormalizeExchangeRate, IsAboveZeroBetweenTwoCurrencies) {
  EXPECT_THAT(FaultsOf(NormalizeExchangeRate,
                       "from_currency: 'usd' to_currency: 'CNY' rate { value: '7.123456789' }"),
              IsEmpty());
  EXPECT_THAT(FaultsOf(NormalizeExchangeRate,
                       "from_currency: 'CNY' to_currency: 'CNY' rate { value: '0' }"),
              ElementsAre("to_currency", "rate"));
}

TEST(NormalizePriceEntry, EndsNotBeforeItBegins) {
  const std::string price =
      " currency: 'CNY' price { model: PER_UNIT unit_price { currency_code: 'CNY' } }";
  EXPECT_THAT(FaultsOf(NormalizePriceEntry,
                       "start_date { year: 2026 month: 2 day: 1 } "
                       "end_date { year: 2026 month: 2 day: 1 }" +
                           price),
              IsEmpty());
  EXPECT_THAT(FaultsOf(NormalizePriceEntry,
                       "start_date { year: 2026 month: 2 day: 1 } "
                       "end_date { year: 2026 month: 1 day: 31 }" +
                           price),
              ElementsAre("end_date"));
  EXPECT_THAT(FaultsOf(NormalizePriceEntry, "start_date { year: 2026 month: 2 }" + price),
              ElementsAre("start_date"));
}

TEST(NormalizeProductCost, IsInItsCurrency) {
  EXPECT_THAT(
      FaultsOf(NormalizeProductCost, "currency: 'CNY' unit_cost { currency_code: 'USD' units: 1 }"),
      ElementsAre("unit_cost.currency_code"));
}

TEST(HaveSameContent, LooksAtWhatTheBuyerGets) {
  const auto quote = Parse<Quote>("display_name: 'a' terms: 't' note: 'n' version: 1");
  Quote other = quote;
  other.set_note("m");
  other.set_owner("users/x");
  other.set_version(2);
  EXPECT_TRUE(HaveSameContent(quote, other));
  other.set_terms("u");
  EXPECT_FALSE(HaveSameContent(quote, other));
}

TEST(ArePricedAlike, LooksAtWhatPricesFollowFrom) {
  const auto quote = Parse<Quote>("currency: 'CNY' lines { quantity { value: '1' } } terms: 't'");
  Quote other = quote;
  other.set_terms("u");
  EXPECT_TRUE(ArePricedAlike(quote, other));
  other.mutable_price_date()->set_year(2026);
  EXPECT_FALSE(ArePricedAlike(quote, other));
}

TEST(QuoteMoves, GoFromDraftToAnAnswer) {
  auto quote = Parse<Quote>("state: DRAFT version: 1 lines {}");
  EXPECT_EQ(Reason(Accept(kNow, kToday, &quote)), "QUOTE_NOT_SENT");
  EXPECT_EQ(Reason(Revise(2, &quote)), "QUOTE_IS_DRAFT");
  ASSERT_THAT(Send(kNow, kToday, &quote), IsOk());
  EXPECT_EQ(Reason(Send(kNow, kToday, &quote)), "QUOTE_NOT_DRAFT");
  ASSERT_THAT(Reject("太贵", kNow, &quote), IsOk());
  EXPECT_EQ(quote.reject_reason(), "太贵");
  ASSERT_THAT(Revise(2, &quote), IsOk());
  EXPECT_EQ(quote.version(), 2);
  EXPECT_FALSE(quote.has_answer_time());
  EXPECT_TRUE(quote.reject_reason().empty());
}

TEST(QuoteMoves, TheLastDayCounts) {
  auto quote = Parse<Quote>("state: SENT expire_date { year: 2026 month: 9 day: 21 }");
  Quote late = quote;
  EXPECT_THAT(Accept(kNow, kToday, &quote), IsOk());
  EXPECT_EQ(Reason(Accept(kNow, kToday + 1, &late)), "QUOTE_EXPIRED");
}

}  // namespace
}  // namespace guanxi::lead
