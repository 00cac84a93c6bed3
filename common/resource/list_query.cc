#include "common/resource/list_query.h"

#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/filter/bind.h"
#include "common/filter/sql.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/id_marks.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

// Where the sort column and the parent's state stand in the result.
constexpr size_t kSortColumn = kBytesColumn + 1;
constexpr size_t kParentColumn = kBytesColumn + 2;

// External ids, custom values and sets lie in side tables.
filter::SqlColumn ColumnOf(const ResourceType& type, const filter::Field& field) {
  absl::string_view binding = field.binding;
  filter::SqlColumn column;
  if (absl::ConsumePrefix(&binding, kExternalIdBinding)) {
    column.expression = "s.value";
    column.side_rows =
        absl::StrCat("FROM external_ids s WHERE s.tenant_id = t.tenant_id AND ",
                     "s.type = ", type.number(), " AND s.id = t.id AND s.system = ?");
    column.bound = {std::string(binding)};
  } else if (absl::ConsumePrefix(&binding, kCustomBinding)) {
    column.expression = absl::StrCat("s.", CustomColumn(field.kind));
    column.side_rows = absl::StrCat(
        "FROM custom_values s WHERE s.tenant_id = t.tenant_id AND s.type = ", type.number(),
        " AND s.id = t.id AND s.field_id = ?");
    column.bound = {filter::Bytes{std::string(binding)}};
  } else if (absl::ConsumePrefix(&binding, kSetBinding)) {
    column.expression = "s.value";
    column.side_rows = absl::StrCat(
        "FROM set_values s WHERE s.tenant_id = t.tenant_id AND s.type = ", type.number(),
        " AND s.field = ", binding, " AND s.live = t.live AND s.id = t.id");
    column.binary = field.kind == filter::Kind::kString;
  } else {
    column.expression = absl::StrCat("t.", field.binding);
    if (field.kind == filter::Kind::kMoney) {
      column.currency = absl::StrCat("t.", field.binding, Column::kCurrencySuffix);
    }
  }
  return column;
}

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

// What the rows `t` are found by; a set's rows are `s`.
std::string From(const ResourceType& type, const ListPlan& plan) {
  if (plan.set != nullptr) {
    return absl::StrCat("set_values s FORCE INDEX (PRIMARY) STRAIGHT_JOIN ", type.table(),
                        " t FORCE INDEX (PRIMARY) ON t.tenant_id = s.tenant_id AND t.id = s.id");
  }
  const std::string& index = plan.path != nullptr ? plan.path->index : kFilterIndex;
  const bool is_scan = plan.path == nullptr && !plan.by_filter_index;
  return absl::StrCat(type.table(), " t",
                      is_scan ? "" : absl::StrCat(" FORCE INDEX (", index, ")"));
}

// Where the id is in the order in which the rows are read.
absl::string_view IdColumn(const ListPlan& plan) { return plan.set != nullptr ? "s.id" : "t.id"; }

// The rows of a set that have the value.
void AppendInSet(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                 const filter::Predicate& in_set, ListSelect* select) {
  const Liveness liveness = LivenessOf(spec);
  absl::StrAppend(&select->query.sql, " AND s.tenant_id = ? AND s.type = ", type.number(),
                  " AND s.field = ", absl::StripPrefix(in_set.field->binding, kSetBinding),
                  " AND s.value = ? AND s.live ",
                  liveness == Liveness::kBoth   ? "IN (0, 1)"
                  : liveness == Liveness::kLive ? "= 1"
                                                : "= 0");
  select->values.emplace_back(tenant.bytes());
  const auto& literal = std::get<filter::Literal>(in_set.operand);
  const auto* const text = std::get_if<std::string>(&literal);
  select->values.push_back(text != nullptr ? db::Value(filter::TrimBlanks(*text))
                                           : filter::ToDbValue(literal));
}

// The filter without what the rows fulfil by where they are found.
filter::Predicate RestOf(const ListSpec& spec, const ListPlan& plan) {
  if (plan.set == nullptr) return spec.filter;
  filter::Predicate rest;
  if (plan.set == &spec.filter) return rest;
  for (const filter::Predicate& part : spec.filter.operands) {
    if (&part != plan.set) rest.operands.push_back(part);
  }
  return rest;
}

// The cursor's text as what the column compares with exactly.
db::Value SortValue(const Column& sort, const std::string& text) {
  int64_t whole = 0;
  if (sort.kind == ColumnKind::kInt && absl::SimpleAtoi(text, &whole)) return whole;
  return text;
}

void AppendDepartments(const RowScope& scope, const Column& column, ListSelect* select) {
  const size_t marks = MarksFor(scope.departments().size());
  absl::StrAppend(&select->query.sql, " AND t.", column.name, " IN (", Marks(marks), ")");
  AppendIds(scope.departments(), marks, &select->values);
}

// Whose rows the list holds: one reason's, or all that the scope lets see.
void AppendScope(const ListSpec& spec, const ListBranch* branch, ListSelect* select) {
  if (spec.scope == nullptr) return;
  std::string& sql = select->query.sql;
  if (branch == nullptr) {
    absl::StrAppend(&sql, " AND ", spec.scope->Condition("t", &select->values));
  } else if (branch->sort_value.has_value()) {
    AppendDepartments(*spec.scope, *branch->reason.column, select);
    absl::StrAppend(&sql, " AND t.", spec.sort->sort_name(), " = ", spec.sort->mark());
    select->values.push_back(SortValue(*spec.sort, *branch->sort_value));
  } else if (branch->reason.column != nullptr) {
    absl::StrAppend(&sql, " AND t.", branch->reason.column->name, " = ?");
    select->values.emplace_back(branch->reason.value.bytes());
  }
}

// Which rows the list holds.
void AppendConditions(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                      const ListPlan& plan, const ListBranch* branch, ListSelect* select) {
  std::string& sql = select->query.sql;
  absl::StrAppend(&sql, " WHERE t.tenant_id = ?");
  select->values.emplace_back(tenant.bytes());
  const Liveness liveness = LivenessOf(spec);
  if (liveness != Liveness::kBoth) {
    absl::StrAppend(&sql, " AND t.live = ", liveness == Liveness::kLive ? 1 : 0);
  }
  if (!spec.parent.IsNil()) {
    absl::StrAppend(&sql, " AND t.parent_id = ?");
    select->values.emplace_back(spec.parent.bytes());
  } else if (!spec.grandparent.IsNil()) {
    absl::StrAppend(&sql, " AND t.grandparent_id = ?");
    select->values.emplace_back(spec.grandparent.bytes());
  }
  AppendScope(spec, branch, select);
  if (plan.set != nullptr) AppendInSet(type, tenant, spec, *plan.set, select);
  const filter::Predicate rest = RestOf(spec, plan);
  if (rest.IsTrue()) return;
  const filter::SqlPredicate predicate = filter::ToSql(
      rest, [&](const filter::Field& field) { return ColumnOf(type, field); }, spec.moment);
  absl::StrAppend(&sql, " AND ", predicate.text);
  for (const filter::Literal& literal : predicate.bound) {
    select->values.push_back(filter::ToDbValue(literal));
  }
}

std::string SortColumn(const ListSpec& spec) {
  return spec.sort != nullptr ? absl::StrCat("t.", spec.sort->sort_name()) : "NULL";
}

// What stands behind the cursor, as ranges of the index: row constructors read all of it. Rows
// without a value are the first in ascending order, the last in descending.
void AppendKeyset(const ListSpec& spec, const ListPlan& plan, const page::Cursor& cursor,
                  ListSelect* select) {
  std::string& sql = select->query.sql;
  const char* beyond = spec.descending ? " < " : " > ";
  const std::string id_beyond = absl::StrCat(IdColumn(plan), beyond, "?");
  const bool at_value = !cursor.sort_values.empty() && cursor.sort_values[0].has_value();
  const std::string sort = SortColumn(spec);
  if (spec.sort == nullptr) {
    absl::StrAppend(&sql, " AND ", id_beyond);
  } else if (!at_value) {
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
  AppendOrder(spec, SortColumn(spec), IdColumn(plan), &select->query.sql);
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
    if (branch.reason.column != nullptr) {
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
  select.query.name =
      absl::StrCat(type.singular(), plan.branches.empty() ? NameOf(plan, ".list") : plan.is_narrow ? ".list_narrow" : ".list_merged");
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

ListSelect MakeDepartmentsSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                                 const ListPath& path, const std::optional<page::Cursor>& cursor,
                                 size_t limit) {
  const std::string& column = type.scope().department->name;
  const ListBranch any{};  // the condition stands below
  ListPlan plan;
  plan.path = &path;
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), ".list_departments");
  std::string& sql = select.query.sql;
  sql = absl::StrCat("SELECT t.", column, ", ", spec.descending ? "MAX(" : "MIN(", SortColumn(spec),
                     ") AS first_value FROM ", From(type, plan));
  AppendConditions(type, tenant, spec, plan, &any, &select);
  AppendDepartments(*spec.scope, *type.scope().department, &select);
  if (cursor.has_value()) {
    absl::StrAppend(&sql, " AND ", SortColumn(spec), spec.descending ? " < " : " > ",
                    spec.sort->mark());
    select.values.push_back(SortValue(*spec.sort, *cursor->sort_values[0]));
  }
  absl::StrAppend(&sql, " GROUP BY t.", column, " ORDER BY first_value",
                  spec.descending ? " DESC" : "", " LIMIT ?");
  select.values.emplace_back(static_cast<int64_t>(limit));
  return select;
}

ListSelect MakeCountSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                           const ListPlan& plan, int64_t limit) {
  ListSelect select;
  select.query.name =
      absl::StrCat(type.singular(), plan.is_narrow ? ".count_narrow" : NameOf(plan, ".count"));
  std::string& sql = select.query.sql;
  const absl::string_view live = AreLive(spec);
  sql = absl::StrCat("SELECT COUNT(*), COALESCE(SUM(c.live), 0) FROM (SELECT ",
                     live.empty() ? "1" : live, " AS live FROM ");
  const ListBranch* const narrow = plan.is_narrow ? &plan.branches.front() : nullptr;
  if (narrow != nullptr) {
    AppendFromIds(type, tenant, narrow->reason, &select);
  } else {
    sql += From(type, plan);
  }
  sql += JoinParents(spec);
  AppendConditions(type, tenant, spec, plan, narrow, &select);
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
