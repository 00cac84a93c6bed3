// A page of customers with what they are worth.
#ifndef GUANXI_ANALYTICS_SVC_VALUES_VALUE_PAGE_H_
#define GUANXI_ANALYTICS_SVC_VALUES_VALUE_PAGE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "analytics-svc/reports/report_call.h"
#include "common/base/uuid.h"
#include "guanxi/analytics/v1/value_rule.pb.h"

namespace guanxi::analytics {

struct ValuePage {
  std::vector<v1::ValuedCustomers> facts;  // of kValuedAtOnce customers at the most
  Uuid last;                               // behind which the next page begins; nil: there is none
};

// Scores, by the rule as of `day`, the `size` customers behind `after` in the order of ids. Errors
// are those of ReadRfm, and
//   INVALID_ARGUMENT  INVALID_FIELD  the rule's amounts are in another currency than the company's
absl::StatusOr<ValuePage> ReadValuePage(const ReportCall& call, const v1::ValueRule& rule,
                                        absl::CivilDay day, const Uuid& after, int size);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_VALUES_VALUE_PAGE_H_
