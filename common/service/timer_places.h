// Timers do not fire by the days and the currency of nobody.
#ifndef GUANXI_COMMON_SERVICE_TIMER_PLACES_H_
#define GUANXI_COMMON_SERVICE_TIMER_PLACES_H_

#include "common/policy/authorizer.h"
#include "common/timers/runner.h"

namespace guanxi::service {

// The same kinds, whose timers wait until this process has heard where their tenant is: timers are
// the first that act for it after a start. Null: nobody is asked. A fault of who is asked is a
// passing one (timers::Runner). What `authorizer` points to outlives what is returned.
timers::Kinds KnowingTheirTenants(const policy::Authorizer* authorizer, timers::Kinds kinds);

}  // namespace guanxi::service

#endif  // GUANXI_COMMON_SERVICE_TIMER_PLACES_H_
