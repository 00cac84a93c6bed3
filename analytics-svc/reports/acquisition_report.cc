#include "analytics-svc/reports/acquisition_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/money/amount.h"
#include "common/policy/rights.h"

namespace guanxi::analytics {
namespace {

constexpr char kReadLeads[] = "leads.read";

struct Brought {
  std::string display_name;
  std::optional<money::Int> cost;
  int64_t customers = 0;
};
// By id; nil: without a source.
using BySource = std::map<Uuid, Brought>;

absl::StatusOr<Days> Take(const v1::GetAcquisitionCostRequest& request) {
  Violations violations;
  const Days days = TakePeriod("period", request.has_period(), request.period(), &violations);
  if (days.first.day() != 1) violations.Add("period.first_day", "want the first day of a month");
  if ((days.last + 1).day() != 1) violations.Add("period.last_day", "want the last day of a month");
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return days;
}

// Costs are of all leads: who sees a part of those would divide all of one by a part of the other.
absl::Status CheckSeesAll(const ReportCall& call) {
  const auto& rights = call.call().principal.rights;
  if (rights != nullptr && rights->ScopeOf(kReadLeads) == access::v1::ALL) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "METHOD_NOT_ALLOWED",
               "it needs leads.read for all leads", {{"permission", kReadLeads}});
}

absl::Status ReadNames(const ReportCall& call, BySource* sources) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_lead_source", RecordFilter()));
  Fragment sql("SELECT f.id, f.display_name FROM fact_lead_source f WHERE ");
  sql.Add(std::move(rows));
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result, call.Run("report.sources", std::move(sql)));
  for (size_t i = 0; i < result.rows(); ++i) {
    (*sources)[result.Id(i, 0)].display_name = result.Text(i, 1);
  }
  return absl::OkStatus();
}

absl::Status ReadCosts(const ReportCall& call, const Days& days, BySource* sources,
                       v1::AcquisitionCostReport* report) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_source_cost", RecordFilter()));
  Fragment sql("SELECT f.id, SUM(CASE WHEN f.currency = ");
  sql.Bind(call.currency()).Add(" THEN f.amount END), SUM(CASE WHEN f.currency = ");
  sql.Bind(call.currency()).Add(" THEN 0 ELSE 1 END) FROM fact_source_cost f WHERE ");
  sql.Add(std::move(rows)).Add(" AND f.start_date >= ").Bind(days.first);
  sql.Add(" AND f.start_date <= ").Bind(days.last).Add(" GROUP BY f.id");
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result, call.Run("report.source_costs", std::move(sql)));
  for (size_t i = 0; i < result.rows(); ++i) {
    report->set_without_amount(report->without_amount() + result.Int64(i, 2));
    if (result.IsNull(i, 1)) continue;
    GUANXI_ASSIGN_OR_RETURN((*sources)[result.Id(i, 0)].cost, ReportCall::NanosIn(result, i, 1));
  }
  return absl::OkStatus();
}

// Customers whom leads became and who are younger than these; `by`: what they are grouped by.
absl::StatusOr<SqlResult> CountCustomers(const ReportCall& call, const Days& days, const char* by) {
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_lead", RecordFilter()));
  const Instants instants = InstantsOf(days, call.company_zone());
  Fragment sql(absl::StrCat("SELECT ", by, ", COUNT(DISTINCT f.customer_id) FROM fact_lead f JOIN ",
                            "fact_customer c ON c.id = f.customer_id AND "));
  sql.Add(call.Beside("c")).Add(" AND c.create_time >= f.create_time WHERE ");
  sql.Add(std::move(rows)).Add(" AND f.state = 'CONVERTED' AND f.state_time >= ");
  sql.Bind(instants.begin).Add(" AND f.state_time < ").Bind(instants.end);
  if (absl::string_view(by) != "NULL") sql.Add(absl::StrCat(" GROUP BY ", by));
  return call.Run("report.new_customers", std::move(sql));
}

absl::Status Show(const ReportCall& call, const Brought& source, v1::AcquisitionCost* shown) {
  shown->set_customers(source.customers);
  if (!source.cost.has_value()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(*shown->mutable_cost(), call.MoneyOf(*source.cost));
  if (source.customers == 0) return absl::OkStatus();
  const money::Int smallest =
      money::PowerOfTen(money::kMaxPlaces - money::PlacesOf(call.currency()));
  const money::Int each = money::DivideRounded(*source.cost, smallest * source.customers);
  GUANXI_ASSIGN_OR_RETURN(*shown->mutable_cost_per_customer(), call.MoneyOf(each * smallest));
  return absl::OkStatus();
}

absl::Status ShowAll(const ReportCall& call, const BySource& sources, int64_t customers,
                     v1::AcquisitionCostReport* report) {
  std::vector<std::pair<Uuid, Brought>> shown;
  Brought total;
  total.customers = customers;
  for (const auto& [id, source] : sources) {
    if (!source.cost.has_value() && source.customers == 0) continue;
    if (source.cost.has_value()) total.cost = total.cost.value_or(0) + *source.cost;
    shown.emplace_back(id, source);
  }
  // What has no cost comes last.
  std::stable_sort(shown.begin(), shown.end(), [](const auto& a, const auto& b) {
    return a.second.cost.value_or(-1) > b.second.cost.value_or(-1);
  });
  for (const auto& [id, source] : shown) {
    v1::AcquisitionCost& one = *report->add_sources();
    if (!id.IsNil()) one.set_source(absl::StrCat("leadSources/", id.ToString()));
    one.set_display_name(source.display_name);
    GUANXI_RETURN_IF_ERROR(Show(call, source, &one));
  }
  return Show(call, total, report->mutable_total());
}

}  // namespace

absl::StatusOr<v1::AcquisitionCostReport> MakeAcquisitionReport(
    const ReportCall& call, const v1::GetAcquisitionCostRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Days days, Take(request));
  GUANXI_RETURN_IF_ERROR(CheckSeesAll(call));
  GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_source_cost", {"costs", "display_name"}));
  GUANXI_RETURN_IF_ERROR(
      call.CheckFields("fact_lead", {"source", "state", "state_time", "customer", "create_time"}));
  GUANXI_RETURN_IF_ERROR(call.CheckFields("fact_customer", {"create_time"}));
  v1::AcquisitionCostReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  BySource sources;
  GUANXI_RETURN_IF_ERROR(ReadNames(call, &sources));
  GUANXI_RETURN_IF_ERROR(ReadCosts(call, days, &sources, &report));
  GUANXI_ASSIGN_OR_RETURN(const SqlResult by_source, CountCustomers(call, days, "f.source_id"));
  for (size_t i = 0; i < by_source.rows(); ++i) {
    const Uuid id = by_source.IsNull(i, 0) ? Uuid() : by_source.Id(i, 0);
    sources[id].customers = by_source.Int64(i, 1);
  }
  GUANXI_ASSIGN_OR_RETURN(const SqlResult all, CountCustomers(call, days, "NULL"));
  GUANXI_RETURN_IF_ERROR(ShowAll(call, sources, all.Int64(0, 1), &report));
  return report;
}

}  // namespace guanxi::analytics
