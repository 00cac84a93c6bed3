// When a payment plan is due (账期).
#ifndef GUANXI_LEAD_SVC_CONTRACTS_DUE_DATE_H_
#define GUANXI_LEAD_SVC_CONTRACTS_DUE_DATE_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "common/worktime/work_days.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/payment_plan.pb.h"

namespace guanxi::lead {

inline constexpr int kMaxCreditDays = 3650;

using rules::DateOf;
using rules::DayOf;

// The last day that a date can be: nothing is due later.
inline absl::CivilDay LastDay() { return absl::CivilDay(9999, 12, 31); }

void CheckTerms(absl::string_view path, const v1::CreditTerms& terms, Violations* violations);

// The last day on which a plan is paid in time by its terms, or, if it has none, those of its
// contract; nothing until what they count from has happened. `calendar`, null for the plain working
// week, is asked where the terms say so.
std::optional<absl::CivilDay> DueDay(const v1::PaymentPlan& plan, const v1::CreditTerms& others,
                                     const worktime::WorkDays* calendar);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_CONTRACTS_DUE_DATE_H_
