#include "common/resource/list_query.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/id_marks.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

// Where the sort column and the parent's state stand in the result.
constexpr size_t kSortColumn = kBytesColumn + 1;
constexpr size_t kParentColumn = kBytesColumn + 2;

// A look into the primary key of each record above for each row that is read. An outer join: the
// list stays in the order of its index, and rows without a live parent are read, and so counted.
std::string JoinParents(const ListSpec& spec) {
  std::string sql;
  if (spec.parent_type != nullptr) {
    absl::StrAppend(&sql, " LEFT JOIN ", spec.parent_type->table(),
                    " p FORCE INDEX (PRIMARY) ON p.tenant_id = t.tenant_id AND p.id = "
                    "t.parent_id");
  }
  if (spec.grandparent_type != nullptr) {
    absl::StrAppend(&sql, " LEFT JOIN ", spec.grandparent_type->table(),
                    " g FORCE INDEX (PRIMARY) ON g.tenant_id = t.tenant_id AND g.id = "
                    "t.grandparent_id");
  }
  return sql;
}

// Whether all records above are live; "" where that is known.
absl::string_view AreLive(const ListSpec& spec) {
  if (spec.parent_type == nullptr) return "";
  return spec.grandparent_type == nullptr ? "p.live = 1" : "(p.live = 1 AND g.live = 1)";
}

// Where the id is in the order in which the rows are read.
absl::string_view IdColumn(const ListPlan& plan) { return plan.set != nullptr ? "s.id" : "t.id"; }

bool IsAtValue(const page::Cursor& cursor) {
  return !cursor.sort_values.empty() && cursor.sort_values[0].has_value();
}

// What stands behind the cursor, as ranges of the index: row constructors read all of it. Rows
// without a value are the first in ascending order, the last in descending.
void AppendKeyset(const ListSpec& spec, const ListPlan& plan, const page::Cursor& cursor,
                  ListSelect* select) {
  std::string& sql = select->query.sql;
  const char* beyond = spec.descending ? " < " : " > ";
  const std::string id_beyond = absl::StrCat(IdColumn(plan), beyond, "?");
  const std::string sort = SortColumn(spec);
  if (spec.sort == nullptr) {
    absl::StrAppend(&sql, " AND ", id_beyond);
  } else if (!IsAtValue(cursor)) {
    absl::StrAppend(&sql, " AND (", sort, " IS NULL AND ", id_beyond,
                    spec.descending ? ")" : absl::StrCat(" OR ", sort, " IS NOT NULL)"));
  } else {
    const absl::string_view mark = spec.sort->mark();
    absl::StrAppend(&sql, " AND (", sort, beyond, mark, " OR (", sort, " = ", mark, " AND ",
                    id_beyond, ")");
    absl::StrAppend(&sql, spec.sort->nullable && spec.descending
                              ? absl::StrCat(" OR ", sort, " IS NULL)")
                              : ")");
    select->values.push_back(SortValue(*spec.sort, *cursor.sort_values[0]));
    select->values.push_back(SortValue(*spec.sort, *cursor.sort_values[0]));
  }
  select->values.emplace_back(cursor.last_id);
}

void AppendOrder(const ListSpec& spec, absl::string_view sort, absl::string_view id,
                 std::string* sql) {
  const char* direction = spec.descending ? " DESC" : "";
  absl::StrAppend(sql, " ORDER BY ");
  if (spec.sort != nullptr) absl::StrAppend(sql, sort, direction, ", ");
  absl::StrAppend(sql, id, direction);
}

// Which rows behind the cursor, in order, and how many.
void AppendPage(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                const ListPlan& plan, const ListBranch* branch,
                const std::optional<page::Cursor>& cursor, size_t limit, ListSelect* select) {
  AppendConditions(type, tenant, spec, plan, branch, select);
  if (cursor.has_value()) AppendKeyset(spec, plan, *cursor, select);
  if (cursor.has_value() && spec.descending && spec.sort != nullptr && !IsAtValue(*cursor)) {
    // Only rows without a value are left. With the column in the order too, the database reads and
    // sorts all of them.
    absl::StrAppend(&select->query.sql, " ORDER BY ", IdColumn(plan), " DESC");
  } else {
    AppendOrder(spec, SortColumn(spec), IdColumn(plan), &select->query.sql);
  }
  absl::StrAppend(&select->query.sql, " LIMIT ?");
  select->values.emplace_back(static_cast<int64_t>(limit));
}

void AppendFromIds(const ResourceType& type, const Uuid& tenant, const ScopeBranch& reason,
                   ListSelect* select) {
  absl::StrAppend(&select->query.sql, "(", reason.ids, ") b STRAIGHT_JOIN ", type.table(),
                  " t FORCE INDEX (PRIMARY) ON t.tenant_id = ? AND t.id = b.id");
  select->values.insert(select->values.end(), reason.values.begin(), reason.values.end());
  select->values.emplace_back(tenant.bytes());
}

// Each branch brings as many as the page may take, whatever the others bring; a row that several
// bring is one.
void AppendBranches(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                    const ListPlan& plan, const std::optional<page::Cursor>& cursor, size_t limit,
                    ListSelect* select) {
  std::string& sql = select->query.sql;
  absl::StrAppend(&sql, "(SELECT u.id, u.sort_value FROM (");
  for (const ListBranch& branch : plan.branches) {
    ListPlan part;
    part.path = branch.path;
    absl::StrAppend(&sql, &branch == &plan.branches.front() ? "(" : " UNION (", "SELECT t.id, ",
                    SortColumn(spec), " AS sort_value FROM ");
    if (branch.sort_value.has_value()) {
      absl::StrAppend(&sql, kIdTable, " STRAIGHT_JOIN ", From(type, part), " ON t.",
                      branch.reason.column->name, " = UNHEX(j.id)");
      select->values.push_back(IdTableValue(spec.scope->departments()));
    } else if (branch.reason.column != nullptr) {
      absl::StrAppend(&sql, From(type, part));
    } else {
      AppendFromIds(type, tenant, branch.reason, select);
    }
    AppendPage(type, tenant, spec, part, &branch, cursor, branch.limit > 0 ? branch.limit : limit,
               select);
    absl::StrAppend(&sql, ")");
  }
  absl::StrAppend(&sql, ") u");
  AppendOrder(spec, "u.sort_value", "u.id", &sql);
  absl::StrAppend(&sql, " LIMIT ?)");
  select->values.emplace_back(static_cast<int64_t>(limit));
}

std::string NameOf(const ListPlan& plan, absl::string_view what) {
  return absl::StrCat(what, plan.path != nullptr   ? ""
                            : plan.set != nullptr  ? "_in_set"
                            : plan.by_filter_index ? "_filtered"
                                                   : "_scan");
}

}  // namespace

ListSelect MakeListSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          const ListPlan& plan, const std::optional<page::Cursor>& cursor,
                          size_t limit) {
  const absl::string_view live = AreLive(spec);
  // The ids come from the index or the set alone, then the rows by their primary key: left to
  // itself, the database reads each wide row to see whether it matches, and sorts them.
  const bool in_two_steps = !plan.branches.empty() || plan.by_filter_index ||
                            (plan.set != nullptr && plan.path == nullptr);
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), plan.branches.empty() ? NameOf(plan, ".list")
                                                    : plan.is_narrow      ? ".list_narrow"
                                                                          : ".list_merged");
  std::string& sql = select.query.sql;
  sql = absl::StrCat("SELECT ", BoundedColumns(type, live), ", ",
                     in_two_steps ? "f.sort_value" : SortColumn(spec), ", ",
                     live.empty() ? "1" : live, ProjectedColumns(type, "t"), " FROM ");
  select.values = {BytesPerRow(limit), BytesPerRow(limit)};
  if (!in_two_steps) {
    absl::StrAppend(&sql, From(type, plan), JoinParents(spec));
    AppendPage(type, tenant, spec, plan, nullptr, cursor, limit, &select);
    return select;
  }
  if (!plan.branches.empty()) {
    AppendBranches(type, tenant, spec, plan, cursor, limit, &select);
  } else {
    absl::StrAppend(&sql, "(SELECT t.id, ", SortColumn(spec), " AS sort_value FROM ",
                    From(type, plan));
    AppendPage(type, tenant, spec, plan, nullptr, cursor, limit, &select);
    absl::StrAppend(&sql, ")");
  }
  absl::StrAppend(&sql, " f STRAIGHT_JOIN ", type.table(),
                  " t FORCE INDEX (PRIMARY) ON t.tenant_id = ? AND t.id = f.id", JoinParents(spec));
  select.values.emplace_back(tenant.bytes());
  AppendOrder(spec, "f.sort_value", "t.id", &sql);
  return select;
}

// A look-up for each department: to group by it the database reads all their rows, or guesses.
ListSelect MakeDepartmentsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                                 const ListPath& path, const std::optional<page::Cursor>& cursor,
                                 size_t limit) {
  const ListBranch any{};  // the condition stands below
  ListPlan plan;
  plan.path = &path;
  const char* const direction = spec.descending ? " DESC" : "";
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), ".list_departments");
  std::string& sql = select.query.sql;
  sql = absl::StrCat("SELECT UNHEX(j.id), (SELECT ", SortColumn(spec), " FROM ", From(type, plan));
  AppendConditions(type, tenant, spec, plan, &any, &select);
  absl::StrAppend(&sql, " AND t.", type.scope().department->name, " = UNHEX(j.id)");
  if (cursor.has_value()) {
    absl::StrAppend(&sql, " AND ", SortColumn(spec), spec.descending ? " < " : " > ",
                    spec.sort->mark());
    select.values.push_back(SortValue(*spec.sort, *cursor->sort_values[0]));
  }
  absl::StrAppend(&sql, " ORDER BY ", SortColumn(spec), direction, " LIMIT 1) AS first_value FROM ",
                  kIdTable, " HAVING first_value IS NOT NULL ORDER BY first_value", direction,
                  " LIMIT ?");
  select.values.push_back(IdTableValue(spec.scope->departments()));
  select.values.emplace_back(static_cast<int64_t>(limit));
  return select;
}

ListSelect MakeCountSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                           const ListPlan& plan, int64_t limit) {
  ListSelect select;
  select.query.name =
      absl::StrCat(type.singular(), plan.is_narrow                ? ".count_narrow"
                                    : plan.counts_by_filter_index ? ".count_filtered"
                                                                  : NameOf(plan, ".count"));
  std::string& sql = select.query.sql;
  const absl::string_view live = AreLive(spec);
  sql = absl::StrCat("SELECT COUNT(*), COALESCE(SUM(c.live), 0) FROM (SELECT ",
                     live.empty() ? "1" : live, " AS live FROM ");
  ListPlan by_filter_index;
  by_filter_index.by_filter_index = true;
  const ListPlan& found_by = plan.counts_by_filter_index ? by_filter_index : plan;
  const ListBranch* const narrow = plan.is_narrow ? &plan.branches.front() : nullptr;
  if (narrow != nullptr) {
    AppendFromIds(type, tenant, narrow->reason, &select);
  } else {
    sql += From(type, found_by);
  }
  sql += JoinParents(spec);
  AppendConditions(type, tenant, spec, found_by, narrow, &select);
  absl::StrAppend(&sql, " LIMIT ?) c");
  select.values.emplace_back(limit);
  return select;
}

ListSelect MakeRowsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          absl::Span<const Uuid> ids) {
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), ".list_wide");
  const size_t marks = MarksFor(ids.size());
  select.query.sql = absl::StrCat("SELECT ", RowColumns(type, "t"), " FROM ", type.table(), " t");
  AppendConditions(type, tenant, spec, ListPlan(), nullptr, &select);
  absl::StrAppend(&select.query.sql, " AND t.id IN (", Marks(marks), ")");
  AppendIds(ids, marks, &select.values);
  return select;
}

bool HasLiveParent(const db::Row& row) { return row.Bool(kParentColumn); }

std::optional<std::string> SortText(const db::Row& row, size_t column) {
  if (row.IsNull(column)) return std::nullopt;
  const auto* whole = std::get_if<int64_t>(&row[column].data());
  return whole != nullptr ? absl::StrCat(*whole) : std::string(row.String(column));
}

page::Cursor CursorAt(const db::Row& row) {
  page::Cursor cursor;
  if (auto value = SortText(row, kSortColumn); value.has_value()) {
    cursor.sort_values.push_back(std::move(value));
  }
  cursor.last_id = std::string(row.String(0));
  return cursor;
}

}  // namespace guanxi::resource
