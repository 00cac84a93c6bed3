#include "analytics-svc/statistics/purchases.h"

#include <algorithm>
#include <cstddef>

namespace guanxi::analytics {
namespace {

constexpr double kDaysOfWeek = 7;

double Weeks(absl::CivilDay from, absl::CivilDay to) {
  return static_cast<double>(to - from) / kDaysOfWeek;
}

}  // namespace

std::vector<Purchase> ByDay(std::vector<Purchase> purchases) {
  std::sort(purchases.begin(), purchases.end(),
            [](const Purchase& a, const Purchase& b) { return a.day < b.day; });
  std::vector<Purchase> days;
  for (const Purchase& one : purchases) {
    if (days.empty() || days.back().day != one.day) {
      days.push_back(one);
    } else {
      days.back().amount += one.amount;
    }
  }
  return days;
}

absl::Span<const Purchase> Until(absl::Span<const Purchase> by_day, absl::CivilDay last) {
  const auto* const end = std::partition_point(
      by_day.begin(), by_day.end(), [&](const Purchase& one) { return one.day <= last; });
  return by_day.first(static_cast<size_t>(end - by_day.begin()));
}

std::optional<PurchaseHistory> HistoryOf(absl::Span<const Purchase> by_day, absl::CivilDay as_of) {
  const absl::Span<const Purchase> known = Until(by_day, as_of);
  if (known.empty()) return std::nullopt;
  const absl::CivilDay first = known.front().day;
  return PurchaseHistory{static_cast<int64_t>(known.size()) - 1, Weeks(first, known.back().day),
                         Weeks(first, as_of)};
}

std::optional<RepeatSpend> RepeatSpendOf(absl::Span<const Purchase> by_day, money::Int unit) {
  if (by_day.size() < 2) return std::nullopt;
  money::Int sum = 0;
  for (const Purchase& one : by_day.subspan(1)) sum += one.amount;
  if (sum <= 0) return std::nullopt;
  RepeatSpend spend;
  spend.repeats = static_cast<int64_t>(by_day.size()) - 1;
  spend.mean =
      static_cast<double>(sum) / static_cast<double>(unit) / static_cast<double>(spend.repeats);
  return spend;
}

std::optional<RfmValues> RfmValuesOf(absl::Span<const Purchase> by_day, absl::CivilDay as_of) {
  const absl::Span<const Purchase> known = Until(by_day, as_of);
  if (known.empty()) return std::nullopt;
  RfmValues values = {as_of - known.back().day, static_cast<int64_t>(known.size()), 0};
  for (const Purchase& one : known) values.amount += one.amount;
  return values;
}

}  // namespace guanxi::analytics
