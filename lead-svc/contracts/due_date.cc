#include "lead-svc/contracts/due_date.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace guanxi::lead {
namespace {

using v1::CreditTerms;
using v1::PaymentPlan;

std::optional<absl::CivilDay> DayIf(bool has, const google::type::Date& date) {
  if (!has) return std::nullopt;
  return DayOf(date);
}

// From which day the terms count.
std::optional<absl::CivilDay> BasisOf(const PaymentPlan& plan, const CreditTerms& terms) {
  switch (terms.basis()) {
    case CreditTerms::FIXED:
      return DayIf(plan.has_fixed_date(), plan.fixed_date());
    case CreditTerms::INVOICE:
      return DayIf(plan.has_invoice_date(), plan.invoice_date());
    case CreditTerms::DELIVERY:
      return DayIf(plan.has_delivery_date(), plan.delivery_date());
    case CreditTerms::MONTH_END: {
      const auto day = DayIf(plan.has_delivery_date(), plan.delivery_date());
      if (!day.has_value()) return std::nullopt;
      return absl::CivilDay(absl::CivilMonth(*day) + 1) - 1;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

void CheckTerms(absl::string_view path, const CreditTerms& terms, Violations* violations) {
  if (terms.days() < 0 || terms.days() > kMaxCreditDays) {
    violations->Add(absl::StrCat(path, ".days"), absl::StrCat("want 0 to ", kMaxCreditDays));
  }
}

std::optional<absl::CivilDay> DueDay(const PaymentPlan& plan, const CreditTerms& others,
                                     const worktime::WorkDays* calendar) {
  const CreditTerms& terms = plan.has_terms() ? plan.terms() : others;
  const std::optional<absl::CivilDay> basis = BasisOf(plan, terms);
  if (!basis.has_value()) return std::nullopt;
  const absl::CivilDay day = std::min(*basis + terms.days(), LastDay());
  if (!terms.moves_to_workday()) return day;
  const worktime::WorkDays plain;
  const worktime::WorkDays& days = calendar != nullptr ? *calendar : plain;
  if (days.IsWorkday(day)) return day;
  // A calendar without working days moves nothing.
  return std::min(worktime::WorkdayAfter(day, 1, days).value_or(day), LastDay());
}

}  // namespace guanxi::lead
