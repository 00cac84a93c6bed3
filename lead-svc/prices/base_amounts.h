// What amounts are in the tenant's currency, fixed on the day on which they become facts.
#ifndef GUANXI_LEAD_SVC_PRICES_BASE_AMOUNTS_H_
#define GUANXI_LEAD_SVC_PRICES_BASE_AMOUNTS_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/resource/unit_of_work.h"
#include "google/type/decimal.pb.h"
#include "google/type/money.pb.h"
#include "lead-svc/prices/price_lookup.h"
#include "lead-svc/prices/price_resources.h"

namespace guanxi::lead {

// An amount in the tenant's currency, and the rate that it was reckoned by.
struct BaseAmount {
  google::type::Money amount;
  google::type::Decimal rate;
};

// By the rate of that day. Nothing: no rate of the pair begins on or before it, or it comes to more
// than an amount may be. Errors: those of common/db.
absl::StatusOr<std::optional<BaseAmount>> FindBase(resource::UnitOfWork& work,
                                                   const PriceResources& types,
                                                   const google::type::Money& amount,
                                                   absl::CivilDay day);

// What `fixed` is for another amount in the same currency: its rate stays. Nothing: that comes to
// more than an amount may be.
std::optional<BaseAmount> Rebase(const BaseAmount& fixed, const google::type::Money& amount);

// Fixes `base_amount` and `base_rate` of what became a fact on that day. `old` is null on create.
// What is fixed already stays so while the currency does. Errors: those of common/db.
template <typename M>
absl::Status FixBase(resource::UnitOfWork& work, const PriceResources& types, const M* old,
                     absl::CivilDay day, M* next) {
  std::optional<BaseAmount> base;
  if (next->has_amount()) {
    const bool is_fixed = old != nullptr && old->has_base_amount() &&
                          old->amount().currency_code() == next->amount().currency_code();
    if (is_fixed) {
      base = Rebase({old->base_amount(), old->base_rate()}, next->amount());
    } else {
      GUANXI_ASSIGN_OR_RETURN(base, FindBase(work, types, next->amount(), day));
    }
  }
  next->clear_base_amount();
  next->clear_base_rate();
  if (!base.has_value()) return absl::OkStatus();
  *next->mutable_base_amount() = base->amount;
  *next->mutable_base_rate() = base->rate;
  return absl::OkStatus();
}

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_PRICES_BASE_AMOUNTS_H_
