// windowFunnel in the SQL that all engines share, for funnels over more events than fit into
// memory.
#ifndef GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_SQL_H_
#define GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_SQL_H_

#include <cstdint>
#include <vector>

#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/statistics/window_funnel.h"

namespace guanxi::analytics {

// `step_rows`, one for each step: SELECTs of `a` and `b` (who: equal where both are) and `t` (when)
// of the events that are this step. The statement's rows are: a step, from 1 on, and how many
// reached it or a later one. It says what FunnelLevel does in the modes kDefault and
// kStrictIncrease: there the way that reached a step last is the one that began last, since no way
// overtakes another one, so that a running maximum of begins is all that has to be known of the
// step before; and each step looks at its own events and those that reached the one before alone.
Fragment WindowFunnelSql(const std::vector<Fragment>& step_rows, int64_t window_seconds,
                         bool is_strict_increase);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_REPORTS_BEHAVIOR_FUNNEL_SQL_H_
