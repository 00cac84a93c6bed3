// What customers bought, read customer by customer.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_PURCHASE_READER_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_PURCHASE_READER_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "analytics-svc/reports/days.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/statistics/purchases.h"
#include "common/base/uuid.h"
#include "guanxi/analytics/v1/report.pb.h"

namespace guanxi::analytics {

// One unit of the company's currency in the amounts of purchases.
money::Int UnitOfAmounts();

struct CustomerPurchases {
  Uuid customer;
  std::vector<Purchase> by_day;  // never empty
  // How many of what was bought has no amount in the company's currency.
  int64_t without_amount = 0;
};

// What the company says where the request says nothing; unspecified where neither does.
// Errors are those of ReportContext::purchase_basis_of.
absl::StatusOr<v1::PurchaseSource> SourceOf(const ReportCall& call, v1::PurchaseSource source);

// Whether the caller sees what purchases are made of. PERMISSION_DENIED, FIELD_NOT_ALLOWED.
absl::Status CheckPurchaseFields(const ReportCall& call, v1::PurchaseSource source);

// Calls `take` for each customer who bought something on `days`, in pages. Errors are those of
// ReportCall::Rows and Run, and those of `take`, which end it.
absl::Status ForEachCustomer(const ReportCall& call, v1::PurchaseSource source,
                             const RecordFilter& filter, const Days& days,
                             const std::function<absl::Status(CustomerPurchases)>& take);

// All of history until `last`.
inline Days Until(absl::CivilDay last) { return {absl::CivilDay(1900, 1, 1), last}; }

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_PURCHASE_READER_H_
