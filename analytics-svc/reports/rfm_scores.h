// Customers with their scores: what both RFM reports are made of.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_RFM_SCORES_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_RFM_SCORES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analytics-svc/reports/purchase_reader.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/statistics/rfm.h"
#include "common/base/uuid.h"
#include "guanxi/analytics/v1/customer_value.pb.h"

namespace guanxi::analytics {

// A definition, checked, with what it leaves open filled in.
struct RfmRule {
  v1::PurchaseSource source = v1::ORDERS;
  absl::CivilDay as_of;
  Days days;
  int scores = 0;
  // Of fixed cuts alone; else they follow from the customers.
  RfmCuts cuts;
  bool is_fixed = false;
  int high_from = 0;
};

// Adds what is wrong, below `definition`.
absl::StatusOr<RfmRule> TakeRfmRule(const ReportCall& call, const v1::RfmDefinition& definition,
                                    Violations* violations);

// Adds what is wrong with a definition whenever and wherever it is asked by, below `definition`.
void CheckRfmDefinition(const v1::RfmDefinition& definition, Violations* violations);

struct ScoredCustomer {
  Uuid customer;
  RfmValues values;
  RfmScores scores;
  v1::ValueClass value_class = v1::VALUE_CLASS_UNSPECIFIED;
  // What of the customer was asked for: see ReadRfm.
  std::string row;
  std::string part;
};

struct ScoredCustomers {
  std::vector<ScoredCustomer> buyers;
  RfmCuts cuts;
  int64_t without_amount = 0;
};

// Who has bought nothing.
struct NonBuyer {
  Uuid customer;
  std::string row;
  std::string part;
};

// Scores all customers whom the caller sees and whose purchases he sees. `row` and `part` are
// columns of fact_customer that come with each, or "". `non_buyer` is called for each customer
// without a purchase. Errors: PERMISSION_DENIED as ReportCall has it, and
//   RESOURCE_EXHAUSTED  RESULT_TOO_LARGE  more than 2,000,000 customers bought
absl::StatusOr<ScoredCustomers> ReadRfm(const ReportCall& call, const RfmRule& rule,
                                        const RecordFilter& filter, const std::string& row,
                                        const std::string& part,
                                        const std::function<void(const NonBuyer&)>& non_buyer);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_RFM_SCORES_H_
