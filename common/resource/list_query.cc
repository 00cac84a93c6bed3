#include "common/resource/list_query.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/bind.h"
#include "common/filter/checker.h"
#include "common/filter/conjunction.h"
#include "common/filter/sql.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

constexpr absl::string_view kExternalIdBinding = "external_id:";
constexpr absl::string_view kCustomBinding = "custom:";
// Where the sort column and the parent's state stand in the result.
constexpr size_t kSortColumn = kBytesColumn + 1;
constexpr size_t kParentColumn = kBytesColumn + 2;

// External ids and custom values lie in side tables.
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
  } else {
    column.expression = absl::StrCat("t.", field.binding);
  }
  return column;
}

absl::StatusOr<filter::Field> ResolveOpenField(const CustomFields& custom, absl::string_view prefix,
                                               absl::string_view key) {
  if (prefix == "custom") return CustomFilterField(custom, key);
  filter::Field field;
  field.binding = absl::StrCat(kExternalIdBinding, key);
  return field;
}

bool IsOnDeleteTime(const filter::Predicate& part) {
  return part.IsComparison() && part.field->binding == "delete_time";
}

// Whether all rows that the list may hold are deleted: one part of the filter compares the time of
// deletion, which live rows lack.
bool HasDeletedOnly(const ListSpec& spec) {
  if (!spec.show_deleted) return false;
  const filter::Predicate& filter = spec.filter;
  if (filter.op != filter::Predicate::Op::kAnd) return IsOnDeleteTime(filter);
  return std::any_of(filter.operands.begin(), filter.operands.end(), IsOnDeleteTime);
}

// Whether `parts` are on exactly the columns of `path`.
bool Covers(const ListPath& path, const filter::Conjunction& parts, bool by_parent) {
  if (path.by_parent != by_parent) return false;
  // That there is a time of deletion is what `live = 0` says.
  const bool rest =
      std::any_of(parts.rest.begin(), parts.rest.end(), [](const filter::Predicate* part) {
        return part->op != filter::Predicate::Op::kPresent || !IsOnDeleteTime(*part);
      });
  if (rest) return false;
  if (parts.equalities.size() != path.equal.size()) return false;
  for (const filter::Predicate* part : parts.equalities) {
    const bool on_path =
        std::any_of(path.equal.begin(), path.equal.end(),
                    [&](const Column* column) { return column->name == part->field->binding; });
    if (!on_path) return false;
  }
  // A collated field sorts by another column than the one that a range would bound.
  return std::all_of(parts.ranges.begin(), parts.ranges.end(), [&](const filter::Predicate* part) {
    return !path.sort->collated && part->field->binding == path.sort->name;
  });
}

// A look into the parent's primary key for each row that is read. An outer join: the list stays in
// the order of its index, and rows without a live parent are read, and so counted.
std::string JoinParent(const ListSpec& spec) {
  if (spec.parent_type == nullptr) return "";
  return absl::StrCat(" LEFT JOIN ", spec.parent_type->table(),
                      " p FORCE INDEX (PRIMARY) ON p.tenant_id = t.tenant_id AND p.id = "
                      "t.parent_id");
}

// What stands behind the cursor, as two ranges of the index: row constructors read all of it.
void AppendKeyset(const ListSpec& spec, const page::Cursor& cursor, ListSelect* select) {
  const char* beyond = spec.descending ? "<" : ">";
  if (spec.sort == nullptr) {
    absl::StrAppend(&select->query.sql, " AND t.id ", beyond, " ?");
    select->values.emplace_back(cursor.last_id);
    return;
  }
  const std::string sort = spec.sort->sort_name();
  absl::StrAppend(&select->query.sql, " AND (t.", sort, " ", beyond, " ? OR (t.", sort,
                  " = ? AND t.id ", beyond, " ?))");
  const db::Value value(cursor.sort_values.empty() ? std::nullopt : cursor.sort_values[0]);
  select->values.push_back(value);
  select->values.push_back(value);
  select->values.emplace_back(cursor.last_id);
}

// Which rows the list holds.
void AppendConditions(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                      ListSelect* select) {
  std::string& sql = select->query.sql;
  absl::StrAppend(&sql, " WHERE t.tenant_id = ?");
  select->values.emplace_back(tenant.bytes());
  if (HasDeletedOnly(spec)) {
    absl::StrAppend(&sql, " AND t.live = 0");
  } else if (!spec.show_deleted) {
    absl::StrAppend(&sql, " AND t.live = 1");
  }
  if (!spec.parent.IsNil()) {
    absl::StrAppend(&sql, " AND t.parent_id = ?");
    select->values.emplace_back(spec.parent.bytes());
  }
  if (spec.filter.IsTrue()) return;
  const filter::SqlPredicate predicate =
      filter::ToSql(spec.filter, [&](const filter::Field& field) { return ColumnOf(type, field); });
  absl::StrAppend(&sql, " AND ", predicate.text);
  for (const filter::Literal& literal : predicate.bound) {
    select->values.push_back(filter::ToDbValue(literal));
  }
}

std::string SortColumn(const ListSpec& spec) {
  return spec.sort != nullptr ? absl::StrCat("t.", spec.sort->sort_name()) : "NULL";
}

void AppendOrder(const ListSpec& spec, absl::string_view sort, std::string* sql) {
  const char* direction = spec.descending ? " DESC" : "";
  absl::StrAppend(sql, " ORDER BY ");
  if (spec.sort != nullptr) absl::StrAppend(sql, sort, direction, ", ");
  absl::StrAppend(sql, "t.id", direction);
}

// Which rows behind the cursor, in order, and how many.
void AppendPage(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                const std::optional<page::Cursor>& cursor, size_t limit, ListSelect* select) {
  AppendConditions(type, tenant, spec, select);
  if (cursor.has_value()) AppendKeyset(spec, *cursor, select);
  AppendOrder(spec, SortColumn(spec), &select->query.sql);
  absl::StrAppend(&select->query.sql, " LIMIT ?");
  select->values.emplace_back(static_cast<int64_t>(limit));
}

bool InFilterIndex(const ResourceType& type, const Column* sort) {
  const auto& index = type.filter_index();
  return !index.empty() && (sort == nullptr || absl::c_linear_search(index, sort));
}

// A collated column is in the index by its sort key alone.
bool InFilterIndex(const ResourceType& type, const filter::Field& field) {
  return absl::c_any_of(type.filter_index(), [&](const Column* column) {
    return !column->collated && column->name == field.binding;
  });
}

bool InFilterIndex(const ResourceType& type, const filter::Predicate& filter) {
  if (filter.IsComparison()) {
    const auto* right = std::get_if<filter::FieldPtr>(&filter.operand);
    return InFilterIndex(type, *filter.field) && (right == nullptr || InFilterIndex(type, **right));
  }
  return absl::c_all_of(filter.operands, [&](const filter::Predicate& operand) {
    return InFilterIndex(type, operand);
  });
}

std::string NameOf(const ListPlan& plan, absl::string_view what) {
  return absl::StrCat(what, plan.path != nullptr   ? ""
                            : plan.by_filter_index ? "_filtered"
                                                   : "_scan");
}

}  // namespace

absl::StatusOr<ListSpec> MakeListSpec(const ResourceType& type, const CustomFields& custom,
                                      absl::string_view filter, absl::string_view order_by) {
  ListSpec spec;
  GUANXI_ASSIGN_OR_RETURN(spec.filter,
                          filter::Compile(filter, type.filter_schema(),
                                          [&](absl::string_view prefix, absl::string_view key) {
                                            return ResolveOpenField(custom, prefix, key);
                                          }));
  GUANXI_ASSIGN_OR_RETURN(const auto terms, filter::ParseOrderBy(order_by, type.filter_schema()));
  if (terms.size() > 1) {
    return InvalidField("order_by", "want one field", "INVALID_ORDER_BY");
  }
  spec.sort = type.FindColumn(terms.empty() ? "create_time" : terms[0].field->path);
  spec.descending = terms.empty() || terms[0].descending;
  return spec;
}

const ListPath* ChoosePath(const ResourceType& type, const ListSpec& spec) {
  if (spec.show_deleted && !HasDeletedOnly(spec)) return nullptr;
  const filter::Conjunction parts = filter::SplitConjunction(spec.filter);
  for (const ListPath& path : type.list_paths()) {
    if (path.sort == spec.sort && Covers(path, parts, !spec.parent.IsNil())) return &path;
  }
  return nullptr;
}

ListPlan ChoosePlan(const ResourceType& type, const ListSpec& spec) {
  ListPlan plan;
  plan.path = ChoosePath(type, spec);
  plan.by_filter_index =
      plan.path == nullptr && InFilterIndex(type, spec.sort) && InFilterIndex(type, spec.filter);
  return plan;
}

std::string CanonicalText(const ListSpec& spec) {
  return absl::StrCat(spec.parent.ToString(), "\n", spec.filter.canonical, "\n",
                      spec.sort != nullptr ? spec.sort->path : "", spec.descending ? " desc" : "",
                      "\n", spec.show_deleted ? "deleted" : "");
}

ListSelect MakeListSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                          const ListPlan& plan, const std::optional<page::Cursor>& cursor,
                          size_t limit) {
  const bool joined = spec.parent_type != nullptr;
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), NameOf(plan, ".list"));
  std::string& sql = select.query.sql;
  sql = absl::StrCat("SELECT ", BoundedColumns(type, joined ? "p.live = 1" : ""), ", ",
                     plan.by_filter_index ? "f.sort_value" : SortColumn(spec), ", ",
                     joined ? "p.live" : "1", ProjectedColumns(type, "t"), " FROM ");
  select.values = {BytesPerRow(limit), BytesPerRow(limit)};
  if (plan.by_filter_index) {
    // The ids come from the index alone, then the rows by their primary key: left to itself, the
    // database reads each wide row to see whether it matches.
    absl::StrAppend(&sql, "(SELECT t.id, ", SortColumn(spec), " AS sort_value FROM ", type.table(),
                    " t FORCE INDEX (", kFilterIndex, ")");
    AppendPage(type, tenant, spec, cursor, limit, &select);
    absl::StrAppend(&sql, ") f STRAIGHT_JOIN ", type.table(),
                    " t FORCE INDEX (PRIMARY) ON t.tenant_id = ? AND t.id = f.id",
                    JoinParent(spec));
    select.values.emplace_back(tenant.bytes());
    AppendOrder(spec, "f.sort_value", &sql);
    return select;
  }
  absl::StrAppend(&sql, type.table(), " t");
  if (plan.path != nullptr) absl::StrAppend(&sql, " FORCE INDEX (", plan.path->index, ")");
  absl::StrAppend(&sql, JoinParent(spec));
  AppendPage(type, tenant, spec, cursor, limit, &select);
  return select;
}

ListSelect MakeCountSelect(const ResourceType& type, const Uuid& tenant, const ListSpec& spec,
                           const ListPlan& plan, int64_t limit) {
  ListSelect select;
  select.query.name = absl::StrCat(type.singular(), NameOf(plan, ".count"));
  std::string& sql = select.query.sql;
  sql = absl::StrCat("SELECT COUNT(*) FROM (SELECT 1 FROM ", type.table(), " t");
  if (plan.path != nullptr) absl::StrAppend(&sql, " FORCE INDEX (", plan.path->index, ")");
  if (plan.by_filter_index) absl::StrAppend(&sql, " FORCE INDEX (", kFilterIndex, ")");
  absl::StrAppend(&sql, JoinParent(spec));
  AppendConditions(type, tenant, spec, &select);
  if (spec.parent_type != nullptr) absl::StrAppend(&sql, " AND p.live = 1");
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
  AppendConditions(type, tenant, spec, &select);
  absl::StrAppend(&select.query.sql, " AND t.id IN (",
                  absl::StrJoin(std::vector<absl::string_view>(marks, "?"), ","), ")");
  AppendIds(ids, marks, &select.values);
  return select;
}

bool HasLiveParent(const db::Row& row) { return row.Bool(kParentColumn); }

page::Cursor CursorAt(const db::Row& row) {
  page::Cursor cursor;
  if (!row.IsNull(kSortColumn)) {
    cursor.sort_values.push_back(std::string(row.String(kSortColumn)));
  }
  cursor.last_id = std::string(row.String(0));
  return cursor;
}

}  // namespace guanxi::resource
