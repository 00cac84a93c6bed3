#include "lead-svc/board/forecast.h"

#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

constexpr int64_t kUnit = 1'000'000'000;

v1::Stage StageOf(const std::string& name, int probability) {
  v1::Stage stage;
  stage.set_name(name);
  stage.set_probability(probability);
  return stage;
}

const Uuid kAnna = DeriveUuid("user", "anna");
const Uuid kBei = DeriveUuid("user", "bei");

TEST(ForecastTest, AmountsAreWeighedByTheStage) {
  const BoardSums sums = {{{"a", kAnna, "CNY"}, {2, money::Int(1001) * kUnit}}};
  const auto forecast = Forecast({StageOf("a", 50)}, sums, {});
  ASSERT_THAT(forecast, IsOk());
  ASSERT_EQ(forecast->stages_size(), 1);
  EXPECT_EQ(forecast->stages(0).count(), 2);
  EXPECT_EQ(forecast->stages(0).by_stage().units(), 500);
  EXPECT_EQ(forecast->stages(0).by_stage().nanos(), kUnit / 2);
  EXPECT_EQ(forecast->stages(0).by_history().units(), 500);
}

TEST(ForecastTest, HistoryIsTheOwnersOrThatOfAllWhoAreSeenOrNone) {
  const BoardSums sums = {{{"a", kAnna, "CNY"}, {1, money::Int(100) * kUnit}},
                          {{"a", kBei, "CNY"}, {1, money::Int(1000) * kUnit}}};
  const Uuid other = DeriveUuid("user", "other");
  // Anna won 8 of 10; of Bei's 2 nothing is said by themselves: 8 of 12 by both.
  const Outcomes outcomes = {
      {{"a", kAnna}, {8, 2}}, {{"a", kBei}, {0, 2}}, {{"a", other}, {1000, 0}}};
  const auto forecast = Forecast({StageOf("a", 10)}, sums, outcomes);
  ASSERT_THAT(forecast, IsOk());
  EXPECT_EQ(forecast->stages(0).by_stage().units(), 110);
  EXPECT_EQ(forecast->stages(0).by_history().units(), 80 + 666);
}

TEST(ForecastTest, CurrenciesStandApartAndDeletedStagesWeighNothing) {
  const BoardSums sums = {{{"a", kAnna, "CNY"}, {1, money::Int(10) * kUnit}},
                          {{"a", kAnna, "USD"}, {1, money::Int(20) * kUnit}},
                          {{"a", kAnna, ""}, {5, 0}},
                          {{"gone", kAnna, "CNY"}, {1, money::Int(30) * kUnit}}};
  const auto forecast = Forecast({StageOf("a", 100), StageOf("gone", 0)}, sums, {});
  ASSERT_THAT(forecast, IsOk());
  ASSERT_EQ(forecast->stages_size(), 3);
  EXPECT_EQ(forecast->stages(1).amount().currency_code(), "USD");
  EXPECT_EQ(forecast->stages(2).by_stage().units(), 0);
}

TEST(ForecastTest, WhereNothingIsLeftNothingIsSaidAndNobodyIsSeen) {
  const BoardSums sums = {{{"a", kAnna, "CNY"}, {1, money::Int(100) * kUnit}},
                          {{"a", kBei, "CNY"}, {0, 0}},
                          {{"b", kAnna, "USD"}, {0, 0}}};
  // Bei has won all of his, and has nothing here any more.
  const auto forecast =
      Forecast({StageOf("a", 10), StageOf("b", 10)}, sums, {{{"a", kBei}, {20, 0}}});
  ASSERT_THAT(forecast, IsOk());
  ASSERT_EQ(forecast->stages_size(), 1);
  EXPECT_EQ(forecast->stages(0).by_history().units(), 10);
}

TEST(ForecastTest, ASumThatIsNoAmountIsRefused) {
  EXPECT_EQ(Reason(SumOf(money::PowerOfTen(30), "CNY").status()), "SUM_TOO_LARGE");
}

}  // namespace
}  // namespace guanxi::lead
