#include "common/resource/list_departments.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"
#include "common/resource/list_query.h"

namespace guanxi::resource {
namespace {

bool IsDepartment(const ResourceType& type, const ListBranch& branch) {
  return branch.reason.column != nullptr && branch.reason.column == type.scope().department;
}

// The rows of all departments with this value: what comes first among them, ids say.
ListBranch At(const ResourceType& type, const ListPath* path, std::string value) {
  ListBranch branch;
  branch.reason.column = type.scope().department;
  branch.path = path;
  branch.sort_value = std::move(value);
  return branch;
}

}  // namespace

// Two branches are for values that several departments have.
size_t MaxRowsOfPage(const ResourceType& type, const ListPlan& plan) {
  const auto others =
      std::count_if(plan.branches.begin(), plan.branches.end(),
                    [&](const ListBranch& branch) { return !IsDepartment(type, branch); });
  return kMaxBranches - 2 - static_cast<size_t>(others);
}

absl::StatusOr<ListPlan> PlanOfPage(db::Transaction& tx, const ResourceType& type,
                                    const Uuid& tenant, const ListSpec& spec, const ListPlan& plan,
                                    const std::optional<page::Cursor>& cursor, size_t limit) {
  ListPlan page;
  const ListPath* path = nullptr;
  for (const ListBranch& branch : plan.branches) {
    if (IsDepartment(type, branch)) {
      path = branch.path;
    } else {
      page.branches.push_back(branch);
    }
  }
  // What has the cursor's own value, and lies behind it by its id.
  if (cursor.has_value()) {
    page.branches.push_back(At(type, path, *cursor->sort_values[0]));
  }
  const ListSelect select = MakeDepartmentsSelect(type, tenant, spec, *path, cursor, limit);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(select.query, select.values));
  if (rows.empty()) return page;
  // As many departments as rows: all rows of the page come no later than the first one of the last
  // of them. Those that begin there, and others that do and were not found, are one branch.
  std::optional<std::string> last;
  if (rows.size() == limit) last = SortText(rows[rows.size() - 1], 1);
  for (size_t i = 0; i < rows.size() && SortText(rows[i], 1) != last; ++i) {
    ListBranch branch;
    branch.reason.column = type.scope().department;
    GUANXI_ASSIGN_OR_RETURN(branch.reason.value, Uuid::FromBytes(rows[i].String(0)));
    branch.path = path;
    // Of each department before it a row comes first.
    branch.limit = limit - i;
    page.branches.push_back(std::move(branch));
  }
  if (last.has_value()) page.branches.push_back(At(type, path, *last));
  return page;
}

}  // namespace guanxi::resource
