// What approval_fault_test counts anew in the end.
#ifndef GUANXI_TESTS_FAULT_APPROVAL_RECOUNTS_H_
#define GUANXI_TESTS_FAULT_APPROVAL_RECOUNTS_H_

#include "tests/fault/recount.h"

namespace guanxi::fault {

// What is wrong; @w is workflow-svc's schema, @n how many processes were started, each with another
// one within.
inline const Recount kApprovalRecounts[] = {
    {"processes too many or too few", "SELECT COUNT(*) - 2 * @n FROM @w.process_instances"},
    {"processes that are not approved",
     "SELECT COUNT(*) FROM @w.process_instances WHERE state <> 2"},
    {"states too many or too few", "SELECT COUNT(*) - 2 * @n FROM @w.process_states"},
    {"tasks too many or too few", "SELECT COUNT(*) - 2 * @n FROM @w.process_tasks"},
    {"tasks that are not done", "SELECT COUNT(*) FROM @w.process_tasks WHERE state <> 2"},
    {"outcomes told of too often or not",
     "SELECT COUNT(*) - 2 * @n FROM @w.changes WHERE kind = 6 AND changed_fields = "
     "'approval.approved'"},
    {"timers left", "SELECT COUNT(*) FROM @w.timers WHERE kind LIKE 'process%'"},
    {"notices left", "SELECT COUNT(*) FROM @w.notices"},
    {"events parked", "SELECT COUNT(*) FROM @w.dead_letters"},
};

}  // namespace guanxi::fault

#endif  // GUANXI_TESTS_FAULT_APPROVAL_RECOUNTS_H_
