// The timer by which all customers of a tenant are looked at.
#ifndef GUANXI_CUSTOMER_SVC_STANDING_STANDING_ROUND_H_
#define GUANXI_CUSTOMER_SVC_STANDING_STANDING_ROUND_H_

#include "absl/status/status.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/timers.h"

namespace guanxi::customer {

// The payload is the id of the last customer that was looked at; none: it begins.
inline constexpr char kRoundTimer[] = "customer_round";
// One timer a tenant.
inline constexpr char kRoundKey[] = "all";

// Has all customers of the tenant looked at, from the first one on, in the caller's transaction; a
// round that is under way begins anew. Without `timers` nothing happens. Errors: those of
// common/db.
inline absl::Status ArmRound(resource::UnitOfWork& work, timers::Timers* timers) {
  if (timers == nullptr) return absl::OkStatus();
  return timers->Arm(work.tx(), work.principal().tenant,
                     timers::Timer{kRoundTimer, kRoundKey, work.now()});
}

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_STANDING_STANDING_ROUND_H_
