// Lists under a scope of more departments than are merged at once.
//
// A page of so many rows can hold rows of so many departments at most: those whose first row behind
// the page's start comes first in the list's order. An index finds the first row of each.
#ifndef GUANXI_COMMON_RESOURCE_LIST_DEPARTMENTS_H_
#define GUANXI_COMMON_RESOURCE_LIST_DEPARTMENTS_H_

#include <cstddef>
#include <optional>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"
#include "common/page/page_token.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {

// Whether the plan has more branches than are merged at once.
inline bool HasManyDepartments(const ListPlan& plan) { return plan.branches.size() > kMaxBranches; }

// How many rows behind a cursor the plan of PlanOfPage finds at most.
size_t MaxRowsOfPage(const ResourceType& type, const ListPlan& plan);

// `plan`, which has many departments, for the next `limit` rows behind `cursor`, at most
// MaxRowsOfPage. Errors: those of common/db.
absl::StatusOr<ListPlan> PlanOfPage(db::Transaction& tx, const ResourceType& type,
                                    const Uuid& tenant, const ListSpec& spec, const ListPlan& plan,
                                    const std::optional<page::Cursor>& cursor, size_t limit);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_DEPARTMENTS_H_
