#include "analytics-svc/reports/lifetime_report.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_errors.h"
#include "analytics-svc/reports/lifetime_forecasts.h"
#include "analytics-svc/reports/purchase_reader.h"
#include "analytics-svc/statistics/lifetime_value.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

using Report = v1::LifetimeValueReport;

constexpr int kDefaultMonths = 12;
constexpr int kMostMonths = 120;
constexpr int kMostCustomers = 5000;
constexpr int64_t kMostPurchases = 2'000'000;
// Of the way from the first purchase to the day of the analysis.
constexpr int kCalibrationQuarters = 3;
constexpr int kQuarters = 4;

struct Asked {
  v1::PurchaseSource source;
  absl::CivilDay as_of;
  absl::CivilDay calibration_end;
  ValueTerms terms;
  RecordFilter filter;
};

absl::StatusOr<Asked> Take(const ReportCall& call, const v1::GetLifetimeValueRequest& request) {
  Violations violations;
  Asked asked;
  CheckEnum("source", v1::PurchaseSource_IsValid(request.source()), &violations);
  GUANXI_ASSIGN_OR_RETURN(asked.source, SourceOf(call, request.source()));
  asked.as_of = TakeDayUntil("as_of", request.has_as_of(), request.as_of(),
                             call.TodayIn(call.company_zone()), &violations);
  asked.terms.months = static_cast<int>(
      TakeNumber("months", request.months(), kDefaultMonths, 1, kMostMonths, &violations));
  if (request.has_margin()) asked.terms.margin = request.margin();
  if (!(asked.terms.margin > 0 && asked.terms.margin <= 1)) {
    violations.Add("margin", "want more than 0, and at most 1");
  }
  asked.terms.discount = request.discount_rate();
  if (!(asked.terms.discount >= 0 && asked.terms.discount <= 1)) {
    violations.Add("discount_rate", "want 0 to 1");
  }
  asked.calibration_end = TakeDayUntil("calibration_end", request.has_calibration_end(),
                                       request.calibration_end(), asked.as_of - 1, &violations);
  TakeNumber("limit", request.limit(), 0, 1, kMostCustomers, &violations);
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

using CustomerSet = absl::flat_hash_set<Uuid>;

// Whose time to buy is not theirs to choose.
absl::StatusOr<CustomerSet> ReadContractCustomers(const ReportCall& call, const Asked& asked) {
  GUANXI_RETURN_IF_ERROR(call.CheckFields(
      "fact_contract", {"customer", "type", "state", "start_date", "end_date", "sign_date"}));
  GUANXI_ASSIGN_OR_RETURN(Fragment rows, call.Rows("fact_contract", {}));
  Fragment sql("SELECT DISTINCT f.customer_id FROM fact_contract f WHERE ");
  sql.Add(std::move(rows));
  sql.Add(
      " AND f.customer_id IS NOT NULL AND f.sign_date IS NOT NULL AND "
      "f.type IN ('FRAMEWORK', 'SERVICE', 'SUBSCRIPTION') AND f.state IN ('ACTIVE', "
      "'BREACHED') AND (f.start_date IS NULL OR f.start_date <= ");
  sql.Bind(asked.as_of).Add(") AND (f.end_date IS NULL OR f.end_date >= ").Bind(asked.as_of);
  sql.Add(")");
  GUANXI_ASSIGN_OR_RETURN(const SqlResult result,
                          call.Run("report.contract_customers", std::move(sql), kMostPurchases));
  CustomerSet customers;
  for (size_t row = 0; row < result.rows(); ++row) customers.insert(result.Id(row, 0));
  return customers;
}

struct Customers {
  std::vector<Uuid> ids;
  std::vector<std::vector<Purchase>> purchases;  // of each
  int64_t with_contract = 0;
};

absl::StatusOr<Customers> ReadCustomers(const ReportCall& call, const Asked& asked) {
  GUANXI_ASSIGN_OR_RETURN(const CustomerSet with_contract, ReadContractCustomers(call, asked));
  Customers customers;
  int64_t purchases = 0;
  GUANXI_RETURN_IF_ERROR(ForEachCustomer(call, asked.source, asked.filter, Until(asked.as_of),
                                         [&](CustomerPurchases one) -> absl::Status {
                                           if (with_contract.contains(one.customer)) {
                                             ++customers.with_contract;
                                             return absl::OkStatus();
                                           }
                                           purchases += static_cast<int64_t>(one.by_day.size());
                                           if (purchases > kMostPurchases)
                                             return ResultTooLarge(kMostPurchases);
                                           customers.ids.push_back(one.customer);
                                           customers.purchases.push_back(std::move(one.by_day));
                                           return absl::OkStatus();
                                         }));
  return customers;
}

Report::Refusal ToProto(ModelRefusal refusal) {
  switch (refusal) {
    case ModelRefusal::kTooFewRepeats:
      return Report::TOO_FEW_REPEATS;
    case ModelRefusal::kSpendCorrelated:
      return Report::SPEND_CORRELATED;
    case ModelRefusal::kSpendUnbounded:
      return Report::SPEND_UNBOUNDED;
    case ModelRefusal::kNone:
      break;
  }
  return Report::REFUSAL_UNSPECIFIED;
}

void SetModels(const LifetimeModels& models, Report* report) {
  report->set_customers(models.customers);
  report->set_repeat_customers(models.repeat_customers);
  report->set_correlation(models.correlation);
  report->set_purchase_refusal(ToProto(models.refusal));
  report->set_spend_refusal(ToProto(models.spend_refusal));
  if (models.purchases.has_value()) {
    v1::BgNbdModel& shown = *report->mutable_purchases();
    shown.set_r(models.purchases->model.r);
    shown.set_alpha(models.purchases->model.alpha);
    shown.set_a(models.purchases->model.a);
    shown.set_b(models.purchases->model.b);
    shown.set_log_likelihood(models.purchases->log_likelihood);
    shown.set_at_bound(models.purchases->is_at_bound);
  }
  if (models.spend.has_value()) {
    v1::GammaGammaModel& shown = *report->mutable_spend();
    shown.set_p(models.spend->model.p);
    shown.set_q(models.spend->model.q);
    shown.set_v(models.spend->model.v);
    shown.set_log_likelihood(models.spend->log_likelihood);
    shown.set_at_bound(models.spend->is_at_bound);
  }
}

absl::Status SetHoldOut(const ReportCall& call, const v1::GetLifetimeValueRequest& request,
                        const Customers& customers, Asked asked, Report* report) {
  if (!request.has_calibration_end()) {
    absl::CivilDay first = asked.as_of;
    for (const auto& one : customers.purchases) first = std::min(first, one.front().day);
    asked.calibration_end = first + (asked.as_of - first) * kCalibrationQuarters / kQuarters;
  }
  if (asked.calibration_end >= asked.as_of) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const std::optional<HoldOut> test,
      TestOnHoldOut(customers.purchases, asked.calibration_end, asked.as_of, call.call().deadline));
  if (!test.has_value()) return absl::OkStatus();
  v1::LifetimeHoldOut& shown = *report->mutable_hold_out();
  *shown.mutable_calibration_end() = rules::DateOf(test->calibration_end);
  shown.set_customers(test->customers);
  shown.set_predicted_purchases(test->predicted_purchases);
  shown.set_actual_purchases(test->actual_purchases);
  shown.set_mean_absolute_error(test->mean_absolute_error);
  shown.set_naive_mean_absolute_error(test->naive_mean_absolute_error);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Report> MakeLifetimeReport(const ReportCall& call,
                                          const v1::GetLifetimeValueRequest& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  GUANXI_RETURN_IF_ERROR(CheckPurchaseFields(call, asked.source));
  Report report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  *report.mutable_as_of() = rules::DateOf(asked.as_of);
  GUANXI_ASSIGN_OR_RETURN(const Customers customers, ReadCustomers(call, asked));
  report.set_contract_customers(customers.with_contract);
  GUANXI_ASSIGN_OR_RETURN(
      const LifetimeModels models,
      FitLifetime(customers.purchases, asked.as_of, UnitOfAmounts(), call.call().deadline));
  SetModels(models, &report);
  if (!models.purchases.has_value()) return report;
  GUANXI_RETURN_IF_ERROR(SetHoldOut(call, request, customers, asked, &report));
  GUANXI_RETURN_IF_ERROR(
      AddForecasts(call, models, customers.ids, customers.purchases,
                   {asked.as_of, asked.terms, static_cast<size_t>(request.limit())}, &report));
  return report;
}

}  // namespace guanxi::analytics
