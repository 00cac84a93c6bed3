// Who has left, by three definitions, none of which is the other.
//
// All look at a period from `begin` until before `end`, as it is known at the end of `as_of`.
#ifndef GUANXI_ANALYTICS_SVC_STATISTICS_CHURN_H_
#define GUANXI_ANALYTICS_SVC_STATISTICS_CHURN_H_

#include <cstdint>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "analytics-svc/statistics/purchases.h"
#include "common/money/exact.h"

namespace guanxi::analytics {

struct ChurnPeriod {
  absl::CivilDay begin;
  absl::CivilDay end;  // after `begin`, and not a part of it
  absl::CivilDay as_of;
};

// What became of one customer.
enum class Fate {
  kNotCounted,  // was not there when the period began
  kStayed,
  kLost,
  kPending,  // it cannot be said yet
};

// What one contract covers; both days are covered.
struct Coverage {
  absl::CivilDay first;
  absl::CivilDay last;  // not before `first`
};

// By contract. A customer is there on a day that a contract covers, or that lies in a gap that the
// next contract closed in time: one that begins at most `grace` days after the day on which it was
// to begin. He is lost in the period in which his last covered day lies, once `grace` days after it
// are over without another contract; until then it is pending. `coverages` in any order; 0 <=
// grace.
Fate FateByContract(std::vector<Coverage> coverages, const ChurnPeriod& period, int grace);

// How long a silence is long for a customer: `times` his own median gap.
struct SilenceRule {
  int64_t times = 3;
  // Fewer gaps have no median worth the name: who has fewer is not counted.
  int64_t least_gaps = 2;
};

// By silence. A customer is silent on a day if his last purchase is more than `times` the median of
// the gaps between his purchases until then ago. Counted are those who were not silent on the day
// before the period, lost are those of them who are on its last day. A period that goes on is
// pending for those who are not silent so far, since they may become so: its last day is not known.
Fate FateBySilence(absl::Span<const Purchase> by_day, const ChurnPeriod& period,
                   const SilenceRule& rule);

// By revenue: of customers who paid in the period before, what they paid less and more in this one.
// Who paid nothing before is new and does not count.
struct RevenueChurn {
  money::Int before = 0;
  // What was lost with those who paid nothing any more, and with those who paid less; what those
  // who paid more added.
  money::Int lost = 0;
  money::Int shrunk = 0;
  money::Int grown = 0;

  // Counts in one customer. Payments are not negative; refunds are taken off before.
  void Add(money::Int paid_before, money::Int paid_now);
  // (lost + shrunk) / before, and the same less `grown`, which is negative where customers grew
  // more than others left. `before` is above zero.
  double Gross() const;
  double Net() const;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_STATISTICS_CHURN_H_
