#include "lead-svc/contracts/usage_rules.h"

#include "common/base/status_macros.h"
#include "common/money/amount.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/contract_rules.h"
#include "lead-svc/prices/tiers.h"

namespace guanxi::lead {
namespace {

using v1::Contract;
using v1::UsageRecord;

constexpr int kQuantityDigits = 9;

}  // namespace

void NormalizeUsage(UsageRecord* record, Violations* violations) {
  rules::NormalizeLine("subject", record->mutable_subject(), violations);
  if (!record->has_quantity()) return;
  const money::Bounds bounds = {kQuantityPlaces, 1,
                                money::PowerOfTen(kQuantityDigits + kQuantityPlaces) - 1};
  money::TakeDecimal("quantity", bounds, record->mutable_quantity(), violations);
}

void CheckUsage(const UsageRecord& next, Violations* violations) {
  if (next.has_end_date()) rules::CheckWholeDate("end_date", next.end_date(), violations);
  if (!next.has_start_date()) return;
  rules::CheckWholeDate("start_date", next.start_date(), violations);
  if (!violations->empty() || !next.has_end_date()) return;
  if (rules::DayOf(next.end_date()) < rules::DayOf(next.start_date())) {
    violations->Add("start_date", "want a day that is not after end_date");
  }
}

absl::Status AdmitUsage(const Contract& contract, const UsageRecord& next, absl::CivilDay today) {
  if (contract.type() != Contract::SUBSCRIPTION) {
    return FailedPrecondition("NOT_A_SUBSCRIPTION", contract.name(),
                              "what is used is recorded under subscriptions");
  }
  GUANXI_RETURN_IF_ERROR(CheckNotEnded(contract));
  if (rules::DayOf(next.end_date()) > today) {
    return InvalidField("end_date", "want a day that is not in the future");
  }
  return CheckOpenUsage(contract, next.end_date(), contract.name());
}

absl::Status CheckOpenUsage(const Contract& contract, const google::type::Date& day,
                            absl::string_view subject) {
  if (!contract.has_usage_invoiced_until()) return absl::OkStatus();
  if (rules::DayOf(day) > rules::DayOf(contract.usage_invoiced_until())) return absl::OkStatus();
  // Until when is not said: it is a field of the contract.
  return FailedPrecondition("USAGE_INVOICED", subject,
                            "what was used on that day was invoiced: void that first");
}

}  // namespace guanxi::lead
