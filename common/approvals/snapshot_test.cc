#include "common/approvals/snapshot.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/quote.pb.h"

namespace guanxi::approvals {
namespace {

using lead::v1::Contract;
using lead::v1::Quote;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename M>
M Parse(const std::string& text) {
  M message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(SnapshotTest, ValuesAreAsFiltersHaveThem) {
  const auto contract = Parse<Contract>(R"(
      display_name: "框架" type: SERVICE plan_count: 3
      amount { currency_code: "CNY" units: 1234 nanos: 500000000 }
      end_date { year: 2027 month: 1 day: 31 }
      credit_terms { basis: INVOICE days: 30 })");
  EXPECT_THAT(TextsAt(contract, "display_name"), ElementsAre("框架"));
  EXPECT_THAT(TextsAt(contract, "type"), ElementsAre("SERVICE"));
  EXPECT_THAT(TextsAt(contract, "amount"), ElementsAre("1234.5 CNY"));
  EXPECT_THAT(TextsAt(contract, "end_date"), ElementsAre("2027-01-31"));
  EXPECT_THAT(TextsAt(contract, "plan_count"), ElementsAre("3"));
  EXPECT_THAT(TextsAt(contract, "credit_terms.days"), ElementsAre("30"));
  EXPECT_THAT(TextsAt(contract, "start_date"), IsEmpty());
  EXPECT_THAT(TextsAt(contract, "quote"), IsEmpty());
  EXPECT_THAT(TextsAt(contract, "no_such_field"), IsEmpty());
  const auto quote = Parse<Quote>(R"(
      above_limit: true largest_discount { value: "12.5" } discount { percent { value: "3" } })");
  EXPECT_THAT(TextsAt(quote, "above_limit"), ElementsAre("true"));
  EXPECT_THAT(TextsAt(quote, "largest_discount"), ElementsAre("12.5"));
  EXPECT_THAT(TextsAt(quote, "discount.percent"), ElementsAre("3"));
}

TEST(SnapshotTest, NegativeAmountsKeepTheirSign) {
  const auto contract = Parse<Contract>("amount { currency_code: 'CNY' nanos: -250000000 }");
  EXPECT_THAT(TextsAt(contract, "amount"), ElementsAre("-0.25 CNY"));
  Contract next;
  ASSERT_THAT(SetTextsAt("amount", {"-0.25 CNY"}, &next), IsOk());
  EXPECT_TRUE(IsSameAt("amount", contract, next));
}

TEST(SnapshotTest, WhatIsReadIsWrittenBack) {
  const auto contract = Parse<Contract>(R"(
      display_name: "框架" type: SERVICE
      amount { currency_code: "CNY" units: 1234 nanos: 500000000 }
      end_date { year: 2027 month: 1 day: 31 } credit_terms { days: 30 })");
  Contract next;
  for (const char* path : {"display_name", "type", "amount", "end_date", "credit_terms.days"}) {
    ASSERT_THAT(SetTextsAt(path, TextsAt(contract, path), &next), IsOk()) << path;
    EXPECT_TRUE(IsSameAt(path, contract, next)) << path;
  }
  ASSERT_THAT(SetTextsAt("end_date", {}, &next), IsOk());
  EXPECT_FALSE(next.has_end_date());
}

TEST(SnapshotTest, WhatIsNotPeoplesToWriteIsRefusedByName) {
  Contract contract;
  const auto refused = [&](const char* path, const std::string& text) {
    return SetTextsAt(path, {text}, &contract);
  };
  for (const char* path : {"number", "customer", "state", "no_such_field", "credit_terms.no"}) {
    EXPECT_THAT(refused(path, "x"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(path)));
  }
  EXPECT_THAT(refused("amount", "12"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused("amount", "1.-5 CNY"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused("type", "LOAN"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused("end_date", "tomorrow"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(SetTextsAt("display_name", {"a", "b"}, &contract),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace guanxi::approvals
