#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/rfm_scores.h"
#include "common/base/status_macros.h"
#include "common/money/amount.h"
#include "common/rules/values.h"

namespace guanxi::analytics {
namespace {

constexpr int kDefaultScores = 5;
constexpr int kMostScores = 10;
constexpr int kMostWindow = 3660;
constexpr int64_t kMostRecency = 36'600;
constexpr int64_t kMostFrequency = 1'000'000;

// Adds a cut, which is above the one before.
void AddCut(const std::string& path, money::Int value, Violations* violations,
            std::vector<Fraction>* cuts) {
  if (!cuts->empty() && IsAtLeast(cuts->back().numerator, {value, 1})) {
    violations->Add(path, "want more than the one before");
  }
  cuts->push_back({value, 1});
}

void TakeNumbers(const std::string& path, const google::protobuf::RepeatedField<int64_t>& values,
                 int64_t most, Violations* violations, std::vector<Fraction>* cuts) {
  for (int i = 0; i < values.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (values[i] < 1 || values[i] > most) violations->Add(at, absl::StrCat("want 1 to ", most));
    AddCut(at, values[i], violations, cuts);
  }
}

void TakeAmounts(const ReportCall& call, const v1::RfmFixedCuts& fixed, Violations* violations,
                 std::vector<Fraction>* cuts) {
  for (int i = 0; i < fixed.amounts_size(); ++i) {
    const std::string at = absl::StrCat("definition.fixed_cuts.amounts[", i, "]");
    const google::type::Money& amount = fixed.amounts(i);
    rules::CheckMoney(at, amount, violations);
    if (amount.currency_code() != call.currency()) {
      violations->Add(at + ".currency_code", absl::StrCat("want ", call.currency()));
    }
    AddCut(at, money::NanosOf(amount), violations, cuts);
  }
}

void TakeFixedCuts(const ReportCall& call, const v1::RfmFixedCuts& fixed, Violations* violations,
                   RfmRule* rule) {
  const std::string path = "definition.fixed_cuts";
  const int count = fixed.recency_days_size();
  if (count < 1 || count >= kMostScores || fixed.frequency_size() != count ||
      fixed.amounts_size() != count) {
    violations->Add(path, absl::StrCat("want three lists of one length, 1 to ", kMostScores - 1));
    return;
  }
  TakeNumbers(path + ".recency_days", fixed.recency_days(), kMostRecency, violations,
              &rule->cuts.recency);
  TakeNumbers(path + ".frequency", fixed.frequency(), kMostFrequency, violations,
              &rule->cuts.frequency);
  TakeAmounts(call, fixed, violations, &rule->cuts.amount);
  rule->scores = count + 1;
  rule->is_fixed = true;
}

}  // namespace

absl::StatusOr<RfmRule> TakeRfmRule(const ReportCall& call, const v1::RfmDefinition& definition,
                                    Violations* violations) {
  RfmRule rule;
  CheckEnum("definition.source", v1::PurchaseSource_IsValid(definition.source()), violations);
  GUANXI_ASSIGN_OR_RETURN(rule.source, SourceOf(call, definition.source()));
  rule.as_of = TakeDayUntil("definition.as_of", definition.has_as_of(), definition.as_of(),
                            call.TodayIn(call.company_zone()), violations);
  rule.days = Until(rule.as_of);
  const int64_t window =
      TakeNumber("definition.window_days", definition.window_days(), 0, 1, kMostWindow, violations);
  if (window > 0) rule.days.first = rule.as_of - (window - 1);
  rule.scores = static_cast<int>(TakeNumber("definition.scores", definition.scores(),
                                            kDefaultScores, 2, kMostScores, violations));
  if (definition.has_fixed_cuts()) {
    if (definition.scores() != 0) {
      violations->Add("definition.scores", "want 0 with fixed_cuts, which say how many there are");
    }
    TakeFixedCuts(call, definition.fixed_cuts(), violations, &rule);
  }
  const int high = rule.scores + 1 - std::max(1, rule.scores * 2 / 5);
  rule.high_from = static_cast<int>(
      TakeNumber("definition.high_from", definition.high_from(), high, 2, rule.scores, violations));
  return rule;
}

void CheckRfmDefinition(const v1::RfmDefinition& definition, Violations* violations) {
  // As who asks at some moment where money is what the first amount is in.
  ReportContext context;
  context.moment_of = [&](const Uuid& /*tenant*/) {
    filter::Moment moment;
    moment.now = absl::UnixEpoch();
    if (definition.fixed_cuts().amounts_size() > 0) {
      moment.currency = definition.fixed_cuts().amounts(0).currency_code();
    }
    return moment;
  };
  context.purchase_basis_of = [](const rpc::Call& /*call*/) { return 0; };
  const rpc::Call call{};
  TakeRfmRule(ReportCall(&context, &call), definition, violations).status().IgnoreError();
}

}  // namespace guanxi::analytics
