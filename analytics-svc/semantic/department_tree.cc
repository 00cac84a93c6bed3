#include "analytics-svc/semantic/department_tree.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace guanxi::analytics {

DepartmentTree::DepartmentTree(absl::Span<const DepartmentNode> nodes) {
  for (const DepartmentNode& node : nodes) parents_[node.id] = node.parent;
}

std::vector<Uuid> DepartmentTree::PathTo(const Uuid& id) const {
  std::vector<Uuid> path;
  for (auto at = parents_.find(id); at != parents_.end(); at = parents_.find(at->second)) {
    if (std::find(path.begin(), path.end(), at->first) != path.end()) break;
    path.push_back(at->first);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<Uuid> DepartmentTree::Below(const Uuid& id) const {
  std::vector<Uuid> below = {id};
  for (const auto& [other, parent] : parents_) {
    const std::vector<Uuid> path = PathTo(other);
    if (other != id && std::find(path.begin(), path.end(), id) != path.end()) {
      below.push_back(other);
    }
  }
  return below;
}

Fragment DepartmentTree::LevelSql(int level, absl::string_view column) const {
  std::map<Uuid, std::vector<Uuid>> groups;
  for (const auto& [id, parent] : parents_) {
    const std::vector<Uuid> path = PathTo(id);
    groups[path[std::min<size_t>(level, path.size()) - 1]].push_back(id);
  }
  if (groups.empty()) return Fragment("CAST(NULL AS CHAR)");
  Fragment sql("CASE");
  for (const auto& [ancestor, ids] : groups) {
    sql.Add(absl::StrCat(" WHEN ", column, " IN ("));
    for (size_t i = 0; i < ids.size(); ++i) {
      if (i > 0) sql.Add(", ");
      sql.Bind(ids[i]);
    }
    sql.Add(") THEN ").Bind(absl::StrCat("departments/", ancestor.ToString()));
  }
  return sql.Add(" END");
}

}  // namespace guanxi::analytics
