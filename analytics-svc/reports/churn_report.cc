#include "analytics-svc/reports/churn_report.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/coverage_reader.h"
#include "analytics-svc/reports/purchase_reader.h"
#include "analytics-svc/statistics/churn.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Request = v1::GetChurnRequest;

constexpr int kDefaultGrace = 30;
constexpr int kMostGrace = 366;
constexpr int kDefaultTimes = 3;
constexpr int kMostTimes = 100;
constexpr int kMostReasons = 50;
constexpr int kMostNames = 1000;

struct Asked {
  Days days;
  ChurnPeriod period;
  int grace = kDefaultGrace;
  SilenceRule silence;
  v1::PurchaseSource source;
  RecordFilter filter;
  absl::TimeZone zone;
};

absl::StatusOr<Asked> Take(const ReportCall& call, const Request& request) {
  Violations violations;
  Asked asked;
  CheckEnum("kind",
            Request::Kind_IsValid(request.kind()) && request.kind() != Request::KIND_UNSPECIFIED,
            &violations);
  asked.zone = TakeZone("time_zone", request.time_zone(), call.company_zone(), &violations);
  asked.days = TakePeriod("period", request.has_period(), request.period(), &violations);
  asked.period = {asked.days.first, asked.days.last + 1, call.TodayIn(asked.zone)};
  if (asked.period.as_of < asked.period.begin) {
    violations.Add("period.first_day", "want a day that has come");
  }
  if (request.has_grace_days()) {
    if (request.grace_days() < 0 || request.grace_days() > kMostGrace) {
      violations.Add("grace_days", absl::StrCat("want 0 to ", kMostGrace));
    }
    asked.grace = request.grace_days();
  }
  asked.silence.times = TakeNumber("silence_times", request.silence_times(), kDefaultTimes, 1,
                                   kMostTimes, &violations);
  CheckEnum("source", v1::PurchaseSource_IsValid(request.source()), &violations);
  GUANXI_ASSIGN_OR_RETURN(asked.source, SourceOf(call, request.source()));
  asked.filter = TakeFilter("filter", request.filter(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return asked;
}

// Counts fates and names those lost.
class Counter {
 public:
  explicit Counter(v1::ChurnReport* report) : report_(report) {}

  void Add(const Uuid& customer, Fate fate) {
    if (fate == Fate::kNotCounted) return;
    report_->set_counted(report_->counted() + 1);
    if (fate == Fate::kStayed) report_->set_stayed(report_->stayed() + 1);
    if (fate == Fate::kPending) report_->set_pending(report_->pending() + 1);
    if (fate != Fate::kLost) return;
    report_->set_lost(report_->lost() + 1);
    if (report_->lost_customers_size() < kMostNames) {
      report_->add_lost_customers(absl::StrCat("customers/", customer.ToString()));
    }
  }

  void Finish() {
    const int64_t decided = report_->stayed() + report_->lost();
    if (decided > 0) {
      report_->set_rate(static_cast<double>(report_->lost()) / static_cast<double>(decided));
    }
  }

 private:
  v1::ChurnReport* const report_;
};

void AddReasons(const std::map<std::string, int64_t>& reasons, v1::ChurnReport* report) {
  std::vector<std::pair<std::string, int64_t>> ordered(reasons.begin(), reasons.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (ordered.size() > kMostReasons) ordered.resize(kMostReasons);
  for (const auto& [text, count] : ordered) {
    v1::ChurnReason& reason = *report->add_reasons();
    reason.set_reason(text);
    reason.set_customers(count);
  }
}

absl::Status ByContract(const ReportCall& call, const Asked& asked, v1::ChurnReport* report) {
  GUANXI_RETURN_IF_ERROR(call.CheckFields(
      "fact_contract", {"customer", "state", "start_date", "end_date", "sign_date", "end_reason"}));
  Counter counter(report);
  std::map<std::string, int64_t> reasons;
  GUANXI_RETURN_IF_ERROR(ForEachCoverage(call, asked.filter, asked.zone, [&](CustomerCoverage one) {
    const Fate fate = FateByContract(std::move(one.coverages), asked.period, asked.grace);
    counter.Add(one.customer, fate);
    if (fate == Fate::kLost) ++reasons[one.end_reason];
    return absl::OkStatus();
  }));
  counter.Finish();
  AddReasons(reasons, report);
  return absl::OkStatus();
}

absl::Status BySilence(const ReportCall& call, const Asked& asked, v1::ChurnReport* report) {
  GUANXI_RETURN_IF_ERROR(CheckPurchaseFields(call, asked.source));
  Counter counter(report);
  GUANXI_RETURN_IF_ERROR(ForEachCustomer(
      call, asked.source, asked.filter, Until(asked.days.last), [&](CustomerPurchases one) {
        counter.Add(one.customer, FateBySilence(one.by_day, asked.period, asked.silence));
        return absl::OkStatus();
      }));
  counter.Finish();
  return absl::OkStatus();
}

// Of a period that goes on there are no rates: who has paid nothing yet has not left.
absl::Status SetFigures(const ReportCall& call, const RevenueChurn& churn, bool goes_on,
                        v1::RevenueChurnFigures* figures) {
  GUANXI_ASSIGN_OR_RETURN(*figures->mutable_before(), call.MoneyOf(churn.before));
  GUANXI_ASSIGN_OR_RETURN(*figures->mutable_lost(), call.MoneyOf(churn.lost));
  GUANXI_ASSIGN_OR_RETURN(*figures->mutable_shrunk(), call.MoneyOf(churn.shrunk));
  GUANXI_ASSIGN_OR_RETURN(*figures->mutable_grown(), call.MoneyOf(churn.grown));
  if (churn.before > 0 && !goes_on) {
    figures->set_gross_rate(churn.Gross());
    figures->set_net_rate(churn.Net());
  }
  return absl::OkStatus();
}

absl::Status ByRevenue(const ReportCall& call, const Asked& asked, v1::ChurnReport* report) {
  GUANXI_RETURN_IF_ERROR(CheckPurchaseFields(call, asked.source));
  Counter counter(report);
  RevenueChurn churn;
  const bool goes_on = asked.period.as_of < asked.days.last;
  const Days both = {DaysBefore(asked.days).first, asked.days.last};
  GUANXI_RETURN_IF_ERROR(
      ForEachCustomer(call, asked.source, asked.filter, both, [&](CustomerPurchases one) {
        money::Int before = 0;
        money::Int now = 0;
        for (const Purchase& purchase : one.by_day) {
          (purchase.day < asked.days.first ? before : now) += purchase.amount;
        }
        churn.Add(before, now);
        if (before > 0) {
          const Fate otherwise = goes_on ? Fate::kPending : Fate::kLost;
          counter.Add(one.customer, now > 0 ? Fate::kStayed : otherwise);
        }
        return absl::OkStatus();
      }));
  counter.Finish();
  return SetFigures(call, churn, goes_on, report->mutable_revenue());
}

}  // namespace

absl::StatusOr<v1::ChurnReport> MakeChurnReport(const ReportCall& call, const Request& request) {
  GUANXI_ASSIGN_OR_RETURN(const Asked asked, Take(call, request));
  v1::ChurnReport report;
  GUANXI_ASSIGN_OR_RETURN(*report.mutable_watermark(), call.Watermark());
  if (request.kind() == Request::CONTRACT) {
    GUANXI_RETURN_IF_ERROR(ByContract(call, asked, &report));
  } else if (request.kind() == Request::SILENCE) {
    GUANXI_RETURN_IF_ERROR(BySilence(call, asked, &report));
  } else {
    GUANXI_RETURN_IF_ERROR(ByRevenue(call, asked, &report));
  }
  return report;
}

}  // namespace guanxi::analytics
