#include "analytics-svc/statistics/rfm.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "common/testing/published_data.h"
#include "gmock/gmock.h"

namespace guanxi::analytics {
namespace {

using ::testing::ElementsAre;

std::vector<double> Doubles(const std::vector<Fraction>& cuts) {
  std::vector<double> all;
  for (const Fraction& cut : cuts) all.push_back(cut.ToDouble());
  return all;
}

// Orders of the published set, by customer, seen from the end of 2006.
std::vector<RfmValues> PublishedCustomers() {
  std::map<std::string, RfmValues> by_name;
  for (const auto& row : PublishedRows("rfm/rfm_data_orders.csv")) {
    absl::CivilDay day;
    int64_t revenue = 0;
    if (!absl::ParseCivilTime(row[1], &day) || !absl::SimpleAtoi(row[2], &revenue)) return {};
    const money::Int days = absl::CivilDay(2006, 12, 31) - day;
    const auto [at, is_new] = by_name.try_emplace(row[0]);
    RfmValues& values = at->second;
    values.recency = is_new ? days : std::min(values.recency, days);
    values.frequency += 1;
    values.amount += revenue;
  }
  std::vector<RfmValues> customers;
  for (const auto& [name, values] : by_name) customers.push_back(values);
  return customers;
}

TEST(Rfm, PublishedCutsAndChampionsAreReproduced) {
  const std::vector<RfmValues> customers = PublishedCustomers();
  if (customers.empty()) GTEST_SKIP() << "the published data are not here";
  ASSERT_EQ(customers.size(), 995u);
  const RfmCuts cuts = QuantileCuts(customers, 5, 1);
  EXPECT_THAT(Doubles(cuts.recency), ElementsAre(115, 181, 297.4, 482));
  EXPECT_THAT(Doubles(cuts.frequency), ElementsAre(4, 5, 6, 8));
  EXPECT_THAT(Doubles(cuts.amount), ElementsAre(255.8, 382, 506.4, 666));
  int champions = 0;
  RfmValues sum;
  for (const RfmValues& one : customers) {
    if (ClassOf(ScoresOf(one, cuts), 4) != ValueClass::kImportantValue) continue;
    ++champions;
    sum.frequency += one.frequency;
    sum.amount += one.amount;
  }
  EXPECT_EQ(champions, 158);
  EXPECT_EQ(sum.frequency, 1234);
  EXPECT_EQ(sum.amount, 120178);
}

TEST(Rfm, EqualValuesShareAScore) {
  // Nine in ten bought once: no cut parts them.
  std::vector<RfmValues> customers(9, RfmValues{10, 1, 100});
  customers.push_back({1, 7, 9000});
  const RfmCuts cuts = QuantileCuts(customers, 5, 1);
  EXPECT_EQ(ScoresOf(customers[0], cuts).frequency, ScoresOf(customers[8], cuts).frequency);
  EXPECT_EQ(ScoresOf(customers[9], cuts).frequency, 5);
  EXPECT_EQ(ScoresOf(customers[9], cuts).recency, 5);
}

TEST(Rfm, FixedCutsAreHalfOpen) {
  const RfmCuts cuts = {{{30, 1}, {90, 1}}, {{2, 1}, {5, 1}}, {{1000, 1}, {5000, 1}}};
  const RfmScores low = ScoresOf({90, 1, 999}, cuts);
  EXPECT_EQ(low.recency, 1);
  EXPECT_EQ(low.frequency, 1);
  EXPECT_EQ(low.amount, 1);
  const RfmScores middle = ScoresOf({30, 2, 1000}, cuts);
  EXPECT_EQ(middle.recency, 2);
  EXPECT_EQ(middle.frequency, 2);
  EXPECT_EQ(middle.amount, 2);
  const RfmScores high = ScoresOf({29, 5, 5000}, cuts);
  EXPECT_EQ(high.recency, 3);
  EXPECT_EQ(high.frequency, 3);
  EXPECT_EQ(high.amount, 3);
}

TEST(Rfm, EachClassIsWhatIsHigh) {
  EXPECT_EQ(ClassOf({5, 4, 4}, 4), ValueClass::kImportantValue);
  EXPECT_EQ(ClassOf({5, 3, 4}, 4), ValueClass::kImportantDevelop);
  EXPECT_EQ(ClassOf({3, 5, 5}, 4), ValueClass::kImportantKeep);
  EXPECT_EQ(ClassOf({1, 1, 5}, 4), ValueClass::kImportantWinBack);
  EXPECT_EQ(ClassOf({4, 4, 3}, 4), ValueClass::kGeneralValue);
  EXPECT_EQ(ClassOf({4, 1, 1}, 4), ValueClass::kGeneralDevelop);
  EXPECT_EQ(ClassOf({1, 4, 1}, 4), ValueClass::kGeneralKeep);
  EXPECT_EQ(ClassOf({3, 3, 3}, 4), ValueClass::kGeneralWinBack);
}

TEST(Rfm, NobodyHasNoCuts) { EXPECT_TRUE(QuantileCuts({}, 5, 1).recency.empty()); }

}  // namespace
}  // namespace guanxi::analytics
