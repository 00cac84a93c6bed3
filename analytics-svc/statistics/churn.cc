#include "analytics-svc/statistics/churn.h"

#include <algorithm>
#include <cstddef>

#include "analytics-svc/statistics/quantile.h"

namespace guanxi::analytics {
namespace {

double Share(money::Int part, money::Int whole) {
  return Fraction{part, 1}.ToDouble() / Fraction{whole, 1}.ToDouble();
}

// Contracts without a gap that is too long, as one.
std::vector<Coverage> Merged(std::vector<Coverage> coverages, int grace) {
  std::sort(coverages.begin(), coverages.end(),
            [](const Coverage& a, const Coverage& b) { return a.first < b.first; });
  std::vector<Coverage> merged;
  for (const Coverage& one : coverages) {
    if (!merged.empty() && one.first <= merged.back().last + 1 + grace) {
      merged.back().last = std::max(merged.back().last, one.last);
    } else {
      merged.push_back(one);
    }
  }
  return merged;
}

enum class Silence { kUnknown, kNot, kSilent };

Silence SilenceOn(absl::Span<const Purchase> by_day, absl::CivilDay day, const SilenceRule& rule) {
  const absl::Span<const Purchase> known = Until(by_day, day);
  std::vector<money::Int> gaps;
  for (size_t i = 1; i < known.size(); ++i) gaps.push_back(known[i].day - known[i - 1].day);
  if (gaps.empty() || static_cast<int64_t>(gaps.size()) < rule.least_gaps) return Silence::kUnknown;
  std::sort(gaps.begin(), gaps.end());
  const Fraction median = Median(gaps);
  const money::Int silent_for = day - known.back().day;
  return silent_for * median.denominator > median.numerator * rule.times ? Silence::kSilent
                                                                         : Silence::kNot;
}

}  // namespace

Fate FateByContract(std::vector<Coverage> coverages, const ChurnPeriod& period, int grace) {
  for (const Coverage& one : Merged(std::move(coverages), grace)) {
    if (period.begin < one.first || one.last < period.begin) continue;
    if (one.last >= period.end) return Fate::kStayed;
    if (one.last >= period.as_of) return Fate::kPending;  // the period goes on
    return period.as_of > one.last + grace ? Fate::kLost : Fate::kPending;
  }
  return Fate::kNotCounted;
}

Fate FateBySilence(absl::Span<const Purchase> by_day, const ChurnPeriod& period,
                   const SilenceRule& rule) {
  if (SilenceOn(by_day, period.begin - 1, rule) != Silence::kNot) return Fate::kNotCounted;
  const absl::CivilDay last = std::min(period.end - 1, period.as_of);
  if (SilenceOn(by_day, last, rule) == Silence::kSilent) return Fate::kLost;
  return period.as_of < period.end - 1 ? Fate::kPending : Fate::kStayed;
}

void RevenueChurn::Add(money::Int paid_before, money::Int paid_now) {
  if (paid_before <= 0) return;
  before += paid_before;
  if (paid_now <= 0) {
    lost += paid_before;
  } else if (paid_now < paid_before) {
    shrunk += paid_before - paid_now;
  } else {
    grown += paid_now - paid_before;
  }
}

double RevenueChurn::Gross() const { return Share(lost + shrunk, before); }

double RevenueChurn::Net() const { return Share(lost + shrunk - grown, before); }

}  // namespace guanxi::analytics
