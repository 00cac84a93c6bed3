// Facts in a real engine, and somebody who asks for reports about them: for tests.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_REPORT_WORLD_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_REPORT_WORLD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/sql_value.h"
#include "analytics-svc/reports/report_call.h"
#include "analytics-svc/reports/report_context.h"
#include "common/base/uuid.h"
#include "common/rpc/call.h"
#include "google/type/date.pb.h"

namespace guanxi::analytics {

// Not thread-safe. What cannot be done fails the test.
class ReportWorld {
 public:
  ReportWorld();
  ~ReportWorld();

  // The id that goes by this name in all tests.
  static Uuid Id(absl::string_view name);
  static std::string Name(absl::string_view collection, absl::string_view name);
  // Noon in UTC.
  static absl::Time Noon(absl::CivilDay day);

  using Values = std::map<std::string, SqlValue>;
  // Adds a row to a table of facts: `name` is its id. What is not said is NULL, or 0 where that may
  // not be. It is the tenant's, lives, and its converted amount is in the tenant's currency, unless
  // `values` say otherwise.
  void Add(absl::string_view table, absl::string_view name, Values values);

  // What the company says of purchases from now on: access.v1.Tenant.PurchaseBasis.
  void SetPurchaseBasis(int basis) { purchase_basis_ = basis; }

  // What services of reports stand on; what was added is seen once somebody asks.
  const ReportContext& context() const { return context_; }

  // Somebody who may see everything, or what is his own alone.
  ReportCall All();
  ReportCall Own(absl::string_view user);
  // Who sees everything but one field of records of a type.
  ReportCall Without(absl::string_view resource_type, absl::string_view path);

 private:
  ReportCall Asking(std::shared_ptr<const policy::Rights> rights);
  void Save();

  int purchase_basis_ = 0;
  std::string folder_;
  std::unique_ptr<DuckDatabase> database_;
  ReportContext context_;
  std::map<std::string, std::vector<std::vector<SqlValue>>> unsaved_;  // by table
  std::vector<std::unique_ptr<rpc::Call>> calls_;
};

// 2026-11-30, noon in Shanghai: when everybody asks.
inline const absl::CivilDay kToday(2026, 11, 30);

google::type::Date Date(absl::CivilDay day);
v1::ReportPeriod Period(absl::CivilDay first, absl::CivilDay last);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_REPORT_WORLD_H_
