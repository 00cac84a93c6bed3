// The sums that boards and forecasts read: kept by every write of an opportunity, in its
// transaction.
//
//   board_cells     OPEN opportunities by pipeline, stage, owner, department, month and currency
//   stage_outcomes  won and lost ones by each stage that they went through, and their owner
#ifndef GUANXI_LEAD_SVC_BOARD_BOARD_CELLS_H_
#define GUANXI_LEAD_SVC_BOARD_BOARD_CELLS_H_

#include <vector>

#include "absl/status/status.h"
#include "common/db/query.h"
#include "common/resource/change_kind.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {

// `year` * 100 + month; 0 without a date.
int MonthOf(const v1::Opportunity& opportunity);

// Moves the opportunity from the cells in which `old` was counted (null on create) to those of
// `next`. Writes of several opportunities may meet in other orders and deadlock: the transaction is
// tried again, as with rows. Errors: those of common/db.
absl::Status CountOpportunity(resource::UnitOfWork& work, resource::ChangeKind kind,
                              const v1::Opportunity* old, const v1::Opportunity& next);

// The statements, for the linter.
std::vector<db::InsertQuery> BoardInserts();

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_BOARD_BOARD_CELLS_H_
