#include "common/resource/list_conditions.h"

#include <utility>
#include <variant>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/filter/bind.h"
#include "common/filter/sql.h"

namespace guanxi::resource {
namespace {

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

// Whose rows the list holds: one reason's, or all that the scope lets see.
void AppendScope(const ListSpec& spec, const ListBranch* branch, ListSelect* select) {
  if (spec.scope == nullptr) return;
  std::string& sql = select->query.sql;
  if (branch == nullptr) {
    absl::StrAppend(&sql, " AND ", spec.scope->Condition("t", &select->values));
  } else if (branch->sort_value.has_value()) {
    absl::StrAppend(&sql, " AND t.", spec.sort->sort_name(), " = ", spec.sort->mark());
    select->values.push_back(SortValue(*spec.sort, *branch->sort_value));
  } else if (branch->reason.column != nullptr) {
    absl::StrAppend(&sql, " AND t.", branch->reason.column->name, " = ?");
    select->values.emplace_back(branch->reason.value.bytes());
  }
}

}  // namespace

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

db::Value SortValue(const Column& sort, const std::string& text) {
  int64_t whole = 0;
  if (sort.kind == ColumnKind::kInt && absl::SimpleAtoi(text, &whole)) return whole;
  return text;
}

std::string SortColumn(const ListSpec& spec) {
  return spec.sort != nullptr ? absl::StrCat("t.", spec.sort->sort_name()) : "NULL";
}

}  // namespace guanxi::resource
