// Which rows a list holds, as SQL: what the statements of list_query have in common.
#ifndef GUANXI_COMMON_RESOURCE_LIST_CONDITIONS_H_
#define GUANXI_COMMON_RESOURCE_LIST_CONDITIONS_H_

#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/resource/list_plan.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {

// A SELECT and its values, in order.
struct ListSelect {
  db::Query query;
  std::vector<db::Value> values;
};

// What the rows `t` are found by; a set's rows are `s`.
std::string From(const ResourceType& type, const ListPlan& plan);

// " WHERE ...": the rows `t` that the list holds; of a branch, if there is one, its own alone. What
// a branch is found by (ScopeBranch::ids) stands in FROM.
void AppendConditions(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                      const ListPlan& plan, const ListBranch* branch, ListSelect* select);

// What lists are ordered by, or "NULL".
std::string SortColumn(const ListSpec& spec);
// A cursor's text as what the column compares with exactly.
db::Value SortValue(const Column& sort, const std::string& text);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_LIST_CONDITIONS_H_
