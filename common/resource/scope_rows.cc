#include "common/resource/scope_rows.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {
namespace {

// The index of a list path by the column alone; "" if there is none.
std::string IndexBy(const ResourceType& type, const Column* column) {
  for (const ListPath& path : type.list_paths()) {
    const bool is_by_column = path.equal.size() == 1 && path.equal[0] == column;
    if (is_by_column && !path.by_parent && !path.by_grandparent) return path.index;
  }
  return "";
}

// The same by what is above.
std::string IndexBy(const ResourceType& type, const Above& above) {
  for (const ListPath& path : type.list_paths()) {
    const bool is_by_above = above.hops == 1 ? path.by_parent : path.by_grandparent;
    if (is_by_above && path.equal.empty()) return path.index;
  }
  return "";
}

// Of the resource that has the scope's fields, up to `limit` of each reason; 0: all.
std::optional<ScopeIds> SelectOwn(const RowScope& scope, size_t limit) {
  const ResourceType& type = scope.above().resource->type();
  ScopeIds ids;
  std::vector<std::string> parts;
  bool departments_done = false;
  for (const ScopeBranch& branch : scope.Branches()) {
    std::string part = branch.ids;
    if (branch.column != nullptr) {
      const bool is_department = branch.column == type.scope().department;
      if (is_department && std::exchange(departments_done, true)) continue;
      const std::string index = IndexBy(type, branch.column);
      if (index.empty()) return std::nullopt;
      // Each department is looked up by itself.
      part = absl::StrCat("SELECT x.id FROM ",
                          is_department ? absl::StrCat(kIdTable, " STRAIGHT_JOIN ") : std::string(),
                          type.table(), " x FORCE INDEX (", index,
                          ") WHERE x.tenant_id = ? AND x.live = 1 AND x.", branch.column->name,
                          " = ", is_department ? "UNHEX(j.id)" : "?");
      if (is_department) ids.values.push_back(IdTableValue(scope.departments()));
      ids.values.emplace_back(scope.tenant().bytes());
      if (!is_department) ids.values.emplace_back(branch.value.bytes());
    } else {
      ids.values.insert(ids.values.end(), branch.values.begin(), branch.values.end());
    }
    parts.push_back(absl::StrCat("(", part, limit > 0 ? absl::StrCat(" LIMIT ", limit) : "", ")"));
  }
  if (parts.empty()) return std::nullopt;
  ids.sql = absl::StrJoin(parts, " UNION ");
  return ids;
}

}  // namespace

std::optional<ScopeIds> SelectScopeIds(const ResourceType& type, const RowScope& scope) {
  std::optional<ScopeIds> ids = SelectOwn(scope, /*limit=*/0);
  if (!ids.has_value() || !scope.via_parent()) return ids;
  const std::string index = IndexBy(type, scope.above());
  if (index.empty()) return std::nullopt;
  ids->sql = absl::StrCat("SELECT y.id FROM (", ids->sql, ") n STRAIGHT_JOIN ", type.table(),
                          " y FORCE INDEX (", index, ") ON y.tenant_id = ? AND y.live = 1 AND y.",
                          scope.above().column(), " = n.id");
  ids->values.emplace_back(scope.tenant().bytes());
  return ids;
}

std::optional<db::Query> CountScope(const RowScope& scope, size_t limit,
                                    std::vector<db::Value>* values) {
  std::optional<ScopeIds> ids = SelectOwn(scope, limit);
  if (!ids.has_value()) return std::nullopt;
  *values = std::move(ids->values);
  return db::Query{absl::StrCat(scope.above().resource->type().singular(), ".count_scope"),
                   absl::StrCat("SELECT COUNT(*) FROM (", ids->sql, ") n")};
}

absl::StatusOr<std::optional<ScopeIds>> FindNarrow(db::Transaction& tx, const ResourceType& type,
                                                   const RowScope& scope, size_t narrow) {
  if (narrow == 0) return std::nullopt;
  std::vector<db::Value> values;
  const std::optional<db::Query> count = CountScope(scope, narrow + 1, &values);
  if (!count.has_value()) return std::nullopt;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(*count, values));
  if (rows[0].Int64(0) > static_cast<int64_t>(narrow)) return std::nullopt;
  return SelectScopeIds(type, scope);
}

}  // namespace guanxi::resource
