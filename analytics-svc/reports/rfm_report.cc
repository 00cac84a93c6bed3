#include "analytics-svc/reports/rfm_report.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/rfm_scores.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

constexpr int kMostCustomers = 5000;

void SetCuts(const ScoredCustomers& scored, const RfmRule& rule, v1::RfmCutsUsed* used) {
  for (const Fraction& cut : scored.cuts.recency) used->add_recency_days(cut.ToDouble());
  for (const Fraction& cut : scored.cuts.frequency) used->add_frequency(cut.ToDouble());
  for (Fraction cut : scored.cuts.amount) {
    // In units: the denominator stays below 10 times 10^9.
    cut.denominator *= static_cast<int64_t>(UnitOfAmounts());
    used->add_amounts(cut.ToDouble());
  }
  used->set_high_from(rule.high_from);
}

absl::Status SetClasses(const ReportCall& call, const ScoredCustomers& scored,
                        v1::RfmReport* report) {
  std::map<int, money::Int> amounts;
  for (int i = v1::IMPORTANT_VALUE; i <= v1::GENERAL_WIN_BACK; ++i) {
    report->add_classes()->set_value_class(static_cast<v1::ValueClass>(i));
  }
  for (const ScoredCustomer& one : scored.buyers) {
    v1::RfmClassFigures& figures = *report->mutable_classes(one.value_class - v1::IMPORTANT_VALUE);
    figures.set_customers(figures.customers() + 1);
    figures.set_purchases(figures.purchases() + static_cast<int64_t>(one.values.frequency));
    amounts[one.value_class] += one.values.amount;
  }
  for (v1::RfmClassFigures& figures : *report->mutable_classes()) {
    GUANXI_ASSIGN_OR_RETURN(*figures.mutable_amount(),
                            call.MoneyOf(amounts[figures.value_class()]));
  }
  return absl::OkStatus();
}

absl::Status AddCustomers(const ReportCall& call, const v1::ComputeRfmRequest& request,
                          const ScoredCustomers& scored, v1::RfmReport* report) {
  std::vector<const ScoredCustomer*> wanted;
  for (const ScoredCustomer& one : scored.buyers) {
    const bool is_any = request.value_class() == v1::VALUE_CLASS_UNSPECIFIED;
    if (is_any || one.value_class == request.value_class()) wanted.push_back(&one);
  }
  const auto count = std::min(static_cast<size_t>(request.limit()), wanted.size());
  std::partial_sort(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(count),
                    wanted.end(), [](const ScoredCustomer* a, const ScoredCustomer* b) {
                      return a->values.amount != b->values.amount
                                 ? a->values.amount > b->values.amount
                                 : a->customer < b->customer;
                    });
  for (size_t i = 0; i < count; ++i) {
    const ScoredCustomer& one = *wanted[i];
    v1::RfmCustomer& shown = *report->add_customers();
    shown.set_customer(absl::StrCat("customers/", one.customer.ToString()));
    shown.set_recency_days(static_cast<int64_t>(one.values.recency));
    shown.set_frequency(static_cast<int64_t>(one.values.frequency));
    GUANXI_ASSIGN_OR_RETURN(*shown.mutable_amount(), call.MoneyOf(one.values.amount));
    shown.set_recency_score(one.scores.recency);
    shown.set_frequency_score(one.scores.frequency);
    shown.set_amount_score(one.scores.amount);
    shown.set_value_class(one.value_class);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RfmReport> MakeRfmReport(const ReportCall& call,
                                            const v1::ComputeRfmRequest& request) {
  Violations violations;
  GUANXI_ASSIGN_OR_RETURN(const RfmRule rule, TakeRfmRule(call, request.definition(), &violations));
  CheckEnum("value_class", v1::ValueClass_IsValid(request.value_class()), &violations);
  TakeNumber("limit", request.limit(), 0, 1, kMostCustomers, &violations);
  const RecordFilter filter = TakeFilter("filter", request.filter(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  v1::RfmReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  int64_t non_buyers = 0;
  GUANXI_ASSIGN_OR_RETURN(
      const ScoredCustomers scored,
      ReadRfm(call, rule, filter, "", "", [&](const NonBuyer& /*one*/) { ++non_buyers; }));
  report.set_non_buyers(non_buyers);
  report.set_buyers(static_cast<int64_t>(scored.buyers.size()));
  report.set_without_amount(scored.without_amount);
  *report.mutable_as_of() = rules::DateOf(rule.as_of);
  SetCuts(scored, rule, report.mutable_cuts());
  GUANXI_RETURN_IF_ERROR(SetClasses(call, scored, &report));
  GUANXI_RETURN_IF_ERROR(AddCustomers(call, request, scored, &report));
  return report;
}

}  // namespace guanxi::analytics
