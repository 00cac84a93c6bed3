#include "common/resource/schema_drift.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/changes.h"
#include "common/resource/list_plan.h"
#include "common/resource/list_query.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_scope.h"
#include "common/resource/scope_rows.h"

namespace guanxi::resource {
namespace {

// See side_rows.h and common/search.
constexpr char kExternalIds[] = R"(external_ids InnoDB utf8mb4_bin
external_ids(PRIMARY) UNIQUE tenant_id,type,system,value
external_ids.id binary(16) NOT NULL
external_ids.system varchar(32) utf8mb4_bin NOT NULL
external_ids.tenant_id binary(16) NOT NULL
external_ids.type smallint NOT NULL
external_ids.value varchar(128) utf8mb4_bin NOT NULL)";
constexpr char kKeys[] = R"(search_keys InnoDB utf8mb4_bin
search_keys(PRIMARY) UNIQUE tenant_id,type,kind,digest,id
search_keys.digest binary(16) NOT NULL
search_keys.id binary(16) NOT NULL
search_keys.kind tinyint NOT NULL
search_keys.tenant_id binary(16) NOT NULL
search_keys.type smallint NOT NULL)";
constexpr char kCustom[] = R"(custom_values InnoDB utf8mb4_bin
custom_values(PRIMARY) UNIQUE tenant_id,type,id,field_id
custom_values(idx_custom_values_number) tenant_id,field_id,number_value
custom_values(idx_custom_values_text) tenant_id,field_id,text_value
custom_values(idx_custom_values_time) tenant_id,field_id,time_value
custom_values.field_id binary(16) NOT NULL
custom_values.id binary(16) NOT NULL
custom_values.number_value decimal(38,9)
custom_values.tenant_id binary(16) NOT NULL
custom_values.text_value varchar(255) utf8mb4_bin
custom_values.time_value datetime(6)
custom_values.type smallint NOT NULL)";
constexpr char kSearch[] = R"(search_rows InnoDB utf8mb4_bin
search_rows(PRIMARY) UNIQUE tenant_id,type,id,row_no
search_rows(idx_search_rows_initials) tenant_id,type,initials,id,row_no
search_rows(idx_search_rows_pinyin) tenant_id,type,pinyin,id,row_no
search_rows(idx_search_rows_text) tenant_id,type,text,id,row_no
search_rows.id binary(16) NOT NULL
search_rows.initials varbinary(6)
search_rows.names varbinary(2048)
search_rows.pinyin varbinary(16)
search_rows.row_no tinyint unsigned NOT NULL
search_rows.tenant_id binary(16) NOT NULL
search_rows.text varbinary(64)
search_rows.type smallint NOT NULL)";

constexpr char kSets[] = R"(set_values InnoDB utf8mb4_bin
set_values(PRIMARY) UNIQUE tenant_id,type,field,value,live,id
set_values(idx_set_values_id) tenant_id,type,id,field
set_values.field smallint NOT NULL
set_values.id binary(16) NOT NULL
set_values.live tinyint NOT NULL
set_values.tenant_id binary(16) NOT NULL
set_values.type smallint NOT NULL
set_values.value varbinary(128) NOT NULL)";

std::string SqlType(const Column& column) {
  switch (column.kind) {
    case ColumnKind::kText:
      return absl::StrCat("varchar(", Rules(column.field).max_bytes(), ") utf8mb4_bin");
    case ColumnKind::kName:
      return "binary(16)";
    case ColumnKind::kEnum:
      return "smallint";
    case ColumnKind::kTime:
      return "datetime(6)";
    case ColumnKind::kInt:
      return "bigint";
    case ColumnKind::kBool:
      return "tinyint";
    case ColumnKind::kDate:
      return "date";
    case ColumnKind::kDecimal:
    case ColumnKind::kMoney:
      return "decimal(38,9)";
  }
  return "";
}

void AddColumnLines(const ResourceType& type, const Column& column, db::Shape* shape) {
  // A migration that adds a nested column may leave it NULL until it is filled.
  const char* const not_null = column.nullable || !column.parents.empty() ? "" : " NOT NULL";
  const std::vector<std::string> names = column.names();
  shape->push_back(absl::StrCat(type.table(), ".", names[0], " ", SqlType(column), not_null));
  if (names.size() == 1) return;
  shape->push_back(
      absl::StrCat(type.table(), ".", names[1],
                   column.collated ? " varbinary(64) NOT NULL" : " char(3) utf8mb4_bin"));
}

std::string PathLine(const ResourceType& type, const ListPath& path) {
  std::string columns = "tenant_id,live";
  if (path.by_parent) absl::StrAppend(&columns, ",parent_id");
  if (path.by_grandparent) absl::StrAppend(&columns, ",grandparent_id");
  for (const Column* column : path.equal) absl::StrAppend(&columns, ",", column->name);
  return absl::StrCat(type.table(), "(", path.index, ") ", columns, ",", path.sort->sort_name(),
                      ",id");
}

std::string UniqueLine(const ResourceType& type, const UniqueKey& key) {
  std::string columns = key.in_parent ? "tenant_id,parent_id" : "tenant_id";
  for (const Column* column : key.columns) {
    absl::StrAppend(&columns, ",", absl::StrJoin(KeyNames(*column), ","));
  }
  if (!key.claim.empty()) absl::StrAppend(&columns, ",", key.claim);
  return absl::StrCat(type.table(), "(", key.index, ") UNIQUE ", columns);
}

// The index that finds those who name a deleted record, unless a list path does.
std::string ReferenceLine(const ResourceType& type, const ReferenceField& reference) {
  if (reference.rule.on_delete() <= metadata::v1::KEEP) return "";
  for (const ListPath& path : type.list_paths()) {
    const bool by_above = path.by_parent || path.by_grandparent;
    if (!by_above && !path.equal.empty() && path.equal[0] == reference.column) return "";
  }
  return absl::StrCat(type.table(), "(idx_", reference.column->name, ") tenant_id,live,",
                      reference.column->name, ",id");
}

std::string FilterIndexLine(const ResourceType& type) {
  std::string line = absl::StrCat(type.table(), "(", kFilterIndex, ") tenant_id,live");
  for (const std::string& parent : ParentNames(type)) absl::StrAppend(&line, ",", parent);
  for (const Column* column : type.filter_index()) {
    const bool first = column == type.filter_index().front();
    const bool is_money = column->kind == ColumnKind::kMoney;
    absl::StrAppend(&line, ",",
                    is_money ? absl::StrJoin(column->names(), ",") : column->sort_name(),
                    first ? ",id" : "");
  }
  return line;
}

// What the resource's tables are to be.
db::Shape ExpectedShape(const ResourceType& type) {
  const std::string& table = type.table();
  db::Shape shape = {absl::StrCat(table, " InnoDB utf8mb4_bin"),
                     absl::StrCat(table, "(PRIMARY) UNIQUE tenant_id,id")};
  for (const char* column : {"tenant_id binary(16)", "id binary(16)", "version bigint",
                             "live tinyint", "body mediumblob", "personal mediumblob"}) {
    shape.push_back(absl::StrCat(table, ".", column, " NOT NULL"));
  }
  for (const std::string& parent : ParentNames(type)) {
    shape.push_back(absl::StrCat(table, ".", parent, " binary(16) NOT NULL"));
  }
  for (const Column& column : type.columns()) AddColumnLines(type, column, &shape);
  for (const ListPath& path : type.list_paths()) {
    if (path.set == nullptr) shape.push_back(PathLine(type, path));
  }
  if (!type.projected().empty())
    shape.push_back(absl::StrCat(table, ".projection bigint NOT NULL"));
  for (const UniqueKey& key : type.unique_keys()) {
    shape.push_back(UniqueLine(type, key));
    if (!key.claim.empty()) shape.push_back(absl::StrCat(table, ".", key.claim, " tinyint"));
  }
  for (const ReferenceField& reference : type.references()) {
    std::string line = ReferenceLine(type, reference);
    if (!line.empty()) shape.push_back(std::move(line));
  }
  if (!type.filter_index().empty()) shape.push_back(FilterIndexLine(type));
  const auto add = [&](absl::string_view side) {
    for (absl::string_view line : absl::StrSplit(side, '\n')) shape.emplace_back(line);
  };
  if (type.external_ids_field() != nullptr) add(kExternalIds);
  if (type.has_blind_search()) add(kKeys);
  if (type.custom_field() != nullptr) add(kCustom);
  if (type.has_text_search()) add(kSearch);
  if (!type.sets().empty()) add(kSets);
  std::sort(shape.begin(), shape.end());
  return shape;
}

// The table that a line is about.
absl::string_view TableOf(absl::string_view line) {
  return line.substr(0, line.find_first_of(" .("));
}

// Lists by a value of the set: alone in the order of ids, and with more in another order.
void AddSetQueries(const ResourceType& type, const SetField& set, std::vector<db::Query>* queries) {
  const std::string value =
      set.collection.empty() ? "x" : absl::StrCat(set.collection, "/", Uuid().ToString());
  const std::string filter = absl::StrCat(set.field->name(), ":\"", value, "\"");
  page::Cursor cursor;
  cursor.sort_values = {"x"};
  for (const bool has_path : {true, false}) {
    auto spec = MakeListSpec(type, CustomFields(), filter, "");
    if (!spec.ok()) return;
    if (has_path) spec->sort = nullptr;
    ListPlan plan = ChoosePlan(type, *spec);
    if (has_path && plan.path == nullptr) continue;
    queries->push_back(MakeListSelect(type, Uuid(), *spec, plan, std::nullopt, 50).query);
    queries->push_back(MakeListSelect(type, Uuid(), *spec, plan, cursor, 50).query);
    queries->push_back(MakeCountSelect(type, Uuid(), *spec, plan, 50).query);
    plan = ListPlan();  // where the part does not lead: under OR
    queries->push_back(MakeListSelect(type, Uuid(), *spec, plan, std::nullopt, 50).query);
  }
}

// Of lists by each path, by the filter index, by sets and by none.
void AddListQueries(const ResourceType& type, const Resource* parent, std::vector<db::Query>* all) {
  std::vector<db::Query>& queries = *all;
  page::Cursor cursor;
  cursor.sort_values = {"x"};
  for (const ListPath& path : type.list_paths()) {
    if (path.set != nullptr) continue;
    ListSpec spec;
    spec.sort = path.sort;
    if (path.by_parent) {
      spec.parent = DeriveUuid("parent", "x");
    } else if (parent != nullptr) {
      spec.parent_type = &parent->type();
      if (path.by_grandparent) {
        spec.grandparent = DeriveUuid("parent", "x");
      } else if (parent->links().parent != nullptr) {
        spec.grandparent_type = &parent->links().parent->type();
      }
    }
    queries.push_back(MakeListSelect(type, Uuid(), spec, {&path}, std::nullopt, 50).query);
    queries.push_back(MakeListSelect(type, Uuid(), spec, {&path}, cursor, 50).query);
    queries.push_back(MakeListSelect(type, Uuid(), spec, {}, cursor, 50).query);
    queries.push_back(MakeListSelect(type, Uuid(), spec, {nullptr, true}, cursor, 50).query);
    queries.push_back(MakeCountSelect(type, Uuid(), spec, {&path}, 50).query);
    queries.push_back(MakeRowsSelect(type, Uuid(), spec, {Uuid()}).query);
  }
  for (const SetField& set : type.sets()) AddSetQueries(type, set, all);
  ListSpec by_id;
  queries.push_back(MakeListSelect(type, Uuid(), by_id, {}, cursor, 50).query);
  if (type.external_ids_field() != nullptr) {
    // A filter on a side table.
    const auto spec = MakeListSpec(type, CustomFields(), "external_ids.erp = \"x\"", "");
    queries.push_back(MakeListSelect(type, Uuid(), *spec, {}, std::nullopt, 50).query);
  }
}

}  // namespace

std::vector<std::string> SchemaDrift(const db::Shape& shape, const Resource& resource) {
  const db::Shape expected = ExpectedShape(resource.type());
  const db::ShapeDrift found = db::CompareShapes(expected, shape);
  std::vector<std::string> drift;
  for (const std::string& line : found.missing) drift.push_back(absl::StrCat("missing: ", line));
  std::set<absl::string_view> tables;
  for (const std::string& line : expected) tables.insert(TableOf(line));
  for (const std::string& line : found.extra) {
    // A key more than lists need keeps something unique, perhaps.
    const bool is_key = absl::StrContains(line.substr(0, line.find(' ')), "(");
    if (!is_key && tables.count(TableOf(line)) != 0) {
      drift.push_back(absl::StrCat("nobody writes: ", line));
    }
  }
  return drift;
}

namespace {

// What those read and list by who may not see all rows.
void AddScopedQueries(const Resource& resource, const Resource* parent,
                      std::vector<db::Query>* queries) {
  const ResourceType& type = resource.type();
  const RowScope scope = RowScope::Sample(resource);
  if (scope.has_all()) return;
  std::vector<db::Value> values;
  queries->push_back(scope.SelectAmong(2, &values));
  const std::string condition = scope.Condition("r", &values);
  if (type.has_blind_search()) queries->push_back(SelectByKey(type.table(), condition));
  if (type.has_text_search()) {
    for (db::Query& query : resource.search().Queries({condition, {}})) {
      queries->push_back(std::move(query));
    }
  }
  std::vector<ListPlan> narrow;
  if (const auto count = CountScope(scope, 2, &values); count.has_value()) queries->push_back(*count);
  if (auto ids = SelectScopeIds(type, scope); ids.has_value()) {
    ScopeBranch rows;
    rows.ids = std::move(ids->sql);
    rows.values = std::move(ids->values);
    if (type.has_text_search()) {
      for (db::Query& query : resource.search().Queries({"", {}, rows.ids})) {
        queries->push_back(std::move(query));
      }
    }
    narrow.push_back(NarrowPlan(std::move(rows)));
  }
  page::Cursor cursor;
  cursor.sort_values = {"x"};
  for (const ListPath& path : type.list_paths()) {
    ListSpec spec;
    spec.sort = path.sort;
    spec.scope = &scope;
    if (parent != nullptr) spec.parent_type = &parent->type();
    const ListPlan plan = ChoosePlan(type, spec);
    for (const ListPlan& one : narrow) {
      queries->push_back(MakeListSelect(type, Uuid(), spec, one, cursor, 50).query);
      queries->push_back(MakeCountSelect(type, Uuid(), spec, one, 50).query);
    }
    if (!scope.via_parent() && path.equal.size() == 1 &&
        path.equal[0] == type.scope().department) {
      queries->push_back(MakeDepartmentsSelect(type, Uuid(), spec, path, cursor, 50).query);
    }
    queries->push_back(MakeListSelect(type, Uuid(), spec, plan, cursor, 50).query);
    queries->push_back(MakeCountSelect(type, Uuid(), spec, plan, 50).query);
    queries->push_back(MakeRowsSelect(type, Uuid(), spec, {Uuid()}).query);
  }
}

}  // namespace

std::vector<db::Query> AllQueries(const Resource& resource, const Resource* parent) {
  const ResourceType& type = resource.type();
  std::vector<db::Query> queries = {resource.select(),
                                    resource.select_locked(),
                                    resource.update(),
                                    resource.SelectMany(2, Lock::kNone),
                                    resource.SelectMany(2, Lock::kExclusive),
                                    resource.SelectMany(2, Lock::kShared),
                                    SelectBounded(resource, 2),
                                    resource.SelectLive(2),
                                    resource.erase(),
                                    resource.select_shared(),
                                    resource.select_live_shared()};
  if (type.has_parent()) {
    queries.push_back(resource.move());
    queries.push_back(resource.select_children());
  }
  if (!type.projected().empty()) {
    queries.push_back(resource.project());
    queries.push_back(resource.ProjectMany(2));
  }
  for (const UniqueKey& key : type.unique_keys()) {
    queries.push_back(resource.select_holder(key));
    if (!key.claim.empty()) queries.push_back(resource.release(key));
  }
  for (const ReferenceField& reference : type.references()) {
    if (reference.column != nullptr) queries.push_back(resource.SelectReferrers(*reference.column));
  }
  if (type.external_ids_field() != nullptr) {
    queries.push_back(ExternalIdTable().erase);
    queries.push_back(SelectByExternalIds(2));
  }
  if (type.has_blind_search()) {
    queries.push_back(KeyTable().erase);
    queries.push_back(SelectByKey());
  }
  if (type.custom_field() != nullptr) queries.push_back(CustomTable().erase);
  if (!type.sets().empty()) queries.push_back(SetTable().erase);
  if (type.has_text_search()) {
    for (db::Query& query : resource.search().Queries()) queries.push_back(std::move(query));
  }
  AddListQueries(type, parent, &queries);
  AddScopedQueries(resource, parent, &queries);
  return queries;
}

std::vector<db::InsertQuery> AllInserts(const Resource& resource) {
  const ResourceType& type = resource.type();
  std::vector<db::InsertQuery> inserts = {resource.insert(), ChangeInsert(), OutboxInsert()};
  if (type.external_ids_field() != nullptr) inserts.push_back(ExternalIdTable().insert);
  if (type.has_blind_search()) inserts.push_back(KeyTable().insert);
  if (type.custom_field() != nullptr) inserts.push_back(CustomTable().insert);
  if (type.has_text_search()) inserts.push_back(search::InsertRows());
  if (!type.sets().empty()) inserts.push_back(SetTable().insert);
  return inserts;
}

}  // namespace guanxi::resource
