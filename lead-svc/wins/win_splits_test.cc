#include "lead-svc/wins/win_splits.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

using v1::Opportunity;
using v1::WinEntry;

Opportunity Won(int64_t units, int32_t nanos,
                const std::vector<std::pair<std::string, std::string>>& splits) {
  Opportunity won;
  won.set_state(Opportunity::WON);
  won.set_owner("users/owner");
  won.mutable_amount()->set_currency_code("CNY");
  won.mutable_amount()->set_units(units);
  won.mutable_amount()->set_nanos(nanos);
  for (const auto& [user, percent] : splits) {
    v1::WinSplit& split = *won.add_win_splits();
    split.set_user(user);
    split.mutable_percent()->set_value(percent);
  }
  return won;
}

std::string FirstPath(Opportunity won) {
  Violations violations;
  TakeSplits(won.mutable_win_splits(), &violations);
  const auto faults = FieldViolations(violations.ToStatus());
  return faults.empty() ? "" : faults[0].path;
}

TEST(WinSplitsTest, PartsSumToAHundredAndNobodyStandsTwice) {
  EXPECT_EQ(FirstPath(Won(1, 0, {})), "");
  EXPECT_EQ(FirstPath(Won(1, 0, {{"users/a", "33.5"}, {"users/b", "66.50"}})), "");
  EXPECT_EQ(FirstPath(Won(1, 0, {{"users/a", "33"}, {"users/b", "66"}})), "win_splits");
  EXPECT_EQ(FirstPath(Won(1, 0, {{"users/a", "50"}, {"users/a", "50"}})), "win_splits[1].user");
  EXPECT_EQ(FirstPath(Won(1, 0, {{"users/a", "0"}, {"users/b", "100"}})), "win_splits[0].percent");
  EXPECT_EQ(FirstPath(Won(1, 0, {{"users/a", "101"}})), "win_splits[0].percent");
}

TEST(WinSplitsTest, WithoutSplitsTheOwnerHasItAll) {
  const Opportunity won = Won(7, 0, {});
  const auto credits = Divide(won, SplitsOf(won));
  ASSERT_EQ(credits.size(), 1u);
  EXPECT_EQ(credits[0].user(), "users/owner");
  EXPECT_EQ(credits[0].amount().units(), 7);
  EXPECT_TRUE(SplitsOf(Opportunity()).empty());
}

TEST(WinSplitsTest, ThirdsOfAYuanAreCentsThatSumToIt) {
  const Opportunity won =
      Won(1, 0, {{"users/a", "33.333333"}, {"users/b", "33.333333"}, {"users/c", "33.333334"}});
  const auto credits = Divide(won, SplitsOf(won));
  ASSERT_EQ(credits.size(), 3u);
  EXPECT_EQ(credits[0].amount().nanos(), 330'000'000);
  EXPECT_EQ(credits[1].amount().nanos(), 330'000'000);
  EXPECT_EQ(credits[2].amount().nanos(), 340'000'000);
}

TEST(WinSplitsTest, WhatItIsInTheTenantsCurrencyIsDividedAlike) {
  Opportunity won = Won(100, 0, {{"users/a", "33.3"}, {"users/b", "66.7"}});
  EXPECT_FALSE(Divide(won, SplitsOf(won))[0].has_base_amount());
  won.mutable_base_amount()->set_currency_code("JPY");
  won.mutable_base_amount()->set_units(1001);
  const auto credits = Divide(won, SplitsOf(won));
  EXPECT_EQ(credits[0].base_amount().units(), 333);
  EXPECT_EQ(credits[1].base_amount().units(), 668);
  EXPECT_EQ(credits[0].amount().nanos(), 300'000'000);
  EXPECT_EQ(Reversal(credits[1]).base_amount().units(), -668);
}

// 10,000 random wins: credits sum to the amount, and with their reversals to nothing.
TEST(WinSplitsTest, NothingIsLostNorMade) {
  std::mt19937_64 random(14);
  for (int round = 0; round < 10'000; ++round) {
    std::vector<std::pair<std::string, std::string>> splits;
    int left = 100;
    while (left > 0 && splits.size() < 9) {
      const int part = 1 + static_cast<int>(random() % left);
      splits.emplace_back(absl::StrCat("users/", splits.size()), absl::StrCat(part));
      left -= part;
    }
    if (left > 0) splits.emplace_back("users/last", absl::StrCat(left));
    const Opportunity won = Won(random() % 1'000'000'000, random() % 1'000'000'000, splits);
    money::Int sum = 0, rest = 0;
    std::vector<WinEntry> ledger = Divide(won, SplitsOf(won));
    for (size_t i = 0; i < ledger.size(); ++i) ledger[i].set_name(absl::StrCat("e/", i));
    for (const WinEntry& credit : ledger) {
      sum += money::NanosOf(credit.amount());
      rest += money::NanosOf(credit.amount()) + money::NanosOf(Reversal(credit).amount());
    }
    ASSERT_EQ(sum, money::NanosOf(won.amount()));
    ASSERT_EQ(rest, 0);
    ASSERT_EQ(Outstanding(ledger).size(), ledger.size());
    ledger.push_back(Reversal(ledger[0]));
    ASSERT_EQ(Outstanding(ledger).size(), ledger.size() - 2);
  }
}

}  // namespace
}  // namespace guanxi::lead
