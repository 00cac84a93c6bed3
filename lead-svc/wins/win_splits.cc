#include "lead-svc/wins/win_splits.h"

#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/money/amount.h"
#include "common/money/exact.h"

namespace guanxi::lead {
namespace {

using v1::Opportunity;
using v1::WinEntry;
using v1::WinSplit;

constexpr char kWhole[] = "100";

money::Int ScaledPercent(const WinSplit& split) {
  return money::ScaledOf(split.percent(), money::PercentBounds().places);
}

// Parts of an amount by weight, in whole smallest units of its currency, or whole billionths of
// what is none of these; they sum to it.
std::vector<google::type::Money> Parts(const google::type::Money& amount,
                                       const std::vector<money::Int>& weights) {
  int places = money::PlacesOf(amount.currency_code());
  std::optional<money::Int> total = money::SmallestOf(amount, places);
  if (!total.has_value()) {
    places = money::kMaxPlaces;
    total = money::NanosOf(amount);
  }
  std::vector<google::type::Money> parts;
  for (const money::Int part : money::Spread(*total, weights)) {
    parts.push_back(money::MoneyOf(part, places, amount.currency_code()));
  }
  return parts;
}

google::type::Money Negative(const google::type::Money& amount) {
  return money::MoneyOf(-money::NanosOf(amount), money::kMaxPlaces, amount.currency_code());
}

}  // namespace

void TakeSplits(WinSplits* splits, Violations* violations) {
  money::Int sum = 0;
  bool all_taken = true;
  std::set<std::string> users;
  for (int i = 0; i < splits->size(); ++i) {
    WinSplit& split = *splits->Mutable(i);
    const std::string path = absl::StrCat("win_splits[", i, "]");
    if (!users.insert(split.user()).second) {
      violations->Add(absl::StrCat(path, ".user"), "stands twice");
    }
    if (!split.has_percent()) {  // REQUIRED says so
      all_taken = false;
      continue;
    }
    const auto percent = money::TakeDecimal(absl::StrCat(path, ".percent"), money::PercentBounds(),
                                            split.mutable_percent(), violations);
    all_taken &= percent.has_value();
    if (!percent.has_value()) continue;
    if (*percent == 0) violations->Add(absl::StrCat(path, ".percent"), "want more than 0");
    sum += *percent;
  }
  if (!splits->empty() && all_taken && sum != money::PercentBounds().most) {
    violations->Add("win_splits", "want parts that sum to 100 percent");
  }
}

WinSplits SplitsOf(const Opportunity& won) {
  if (!won.win_splits().empty()) return won.win_splits();
  WinSplits all;
  if (won.owner().empty()) return all;
  WinSplit& split = *all.Add();
  split.set_user(won.owner());
  split.mutable_percent()->set_value(kWhole);
  return all;
}

std::vector<WinEntry> Divide(const Opportunity& won, const WinSplits& splits) {
  std::vector<money::Int> weights;
  for (const WinSplit& split : splits) weights.push_back(ScaledPercent(split));
  const auto parts = Parts(won.amount(), weights);
  const auto base_parts = Parts(won.base_amount(), weights);
  std::vector<WinEntry> credits;
  for (int i = 0; i < splits.size(); ++i) {
    WinEntry& credit = credits.emplace_back();
    credit.set_user(splits[i].user());
    *credit.mutable_percent() = splits[i].percent();
    if (won.has_amount()) *credit.mutable_amount() = parts[i];
    if (won.has_base_amount()) *credit.mutable_base_amount() = base_parts[i];
  }
  return credits;
}

WinEntry Reversal(const WinEntry& credit) {
  WinEntry reversal;
  reversal.set_user(credit.user());
  *reversal.mutable_percent() = credit.percent();
  reversal.set_reverses(credit.name());
  if (credit.has_amount()) *reversal.mutable_amount() = Negative(credit.amount());
  if (credit.has_base_amount()) *reversal.mutable_base_amount() = Negative(credit.base_amount());
  return reversal;
}

std::vector<WinEntry> Outstanding(const std::vector<WinEntry>& ledger) {
  std::set<std::string> reversed;
  for (const WinEntry& entry : ledger) reversed.insert(entry.reverses());
  std::vector<WinEntry> left;
  for (const WinEntry& entry : ledger) {
    const bool is_credit = entry.reverses().empty();
    if (is_credit && reversed.count(entry.name()) == 0) left.push_back(entry);
  }
  return left;
}

}  // namespace guanxi::lead
