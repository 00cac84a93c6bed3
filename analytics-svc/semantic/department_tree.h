// The tree of departments, for figures by its levels.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_DEPARTMENT_TREE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_DEPARTMENT_TREE_H_

#include <map>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/query_context.h"
#include "common/base/uuid.h"

namespace guanxi::analytics {

// Immutable once made. A department whose parent is not there counts as a root; one that is above
// itself, too.
class DepartmentTree {
 public:
  explicit DepartmentTree(absl::Span<const DepartmentNode> nodes);

  // `id` and all below it; `id` alone if it is not known.
  std::vector<Uuid> Below(const Uuid& id) const;

  // `departments/{id}` of the ancestor on `level` (1: the root) of the department in `column`: the
  // department itself if it is no deeper. NULL where there is none, or none that is known.
  Fragment LevelSql(int level, absl::string_view column) const;

 private:
  // From the root down to `id`.
  std::vector<Uuid> PathTo(const Uuid& id) const;

  std::map<Uuid, Uuid> parents_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_DEPARTMENT_TREE_H_
