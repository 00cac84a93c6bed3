#include "common/resource/schema_drift.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/resource/bounded_rows.h"
#include "common/resource/changes.h"
#include "common/resource/list_query.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

// Of the side tables, `$` stands for the resource; see side_rows.h and common/search.
constexpr char kExternalIds[] = R"($_external_ids InnoDB utf8mb4_bin
$_external_ids(PRIMARY) UNIQUE tenant_id,system,value
$_external_ids.id binary(16) NOT NULL
$_external_ids.system varchar(32) utf8mb4_bin NOT NULL
$_external_ids.tenant_id binary(16) NOT NULL
$_external_ids.value varchar(128) utf8mb4_bin NOT NULL)";
constexpr char kKeys[] = R"($_keys InnoDB utf8mb4_bin
$_keys(PRIMARY) UNIQUE tenant_id,kind,digest,id
$_keys.digest binary(16) NOT NULL
$_keys.id binary(16) NOT NULL
$_keys.kind tinyint NOT NULL
$_keys.tenant_id binary(16) NOT NULL)";
constexpr char kCustom[] = R"($_custom InnoDB utf8mb4_bin
$_custom(PRIMARY) UNIQUE tenant_id,id,field_id
$_custom(idx_$_custom_number) tenant_id,field_id,number_value
$_custom(idx_$_custom_text) tenant_id,field_id,text_value
$_custom(idx_$_custom_time) tenant_id,field_id,time_value
$_custom.field_id binary(16) NOT NULL
$_custom.id binary(16) NOT NULL
$_custom.number_value decimal(38,9)
$_custom.tenant_id binary(16) NOT NULL
$_custom.text_value varchar(255) utf8mb4_bin
$_custom.time_value datetime(6))";
constexpr char kSearch[] = R"($_search InnoDB utf8mb4_bin
$_search(PRIMARY) UNIQUE tenant_id,id,row_no
$_search(idx_$_search_initials) tenant_id,initials,id,row_no
$_search(idx_$_search_pinyin) tenant_id,pinyin,id,row_no
$_search(idx_$_search_text) tenant_id,text,id,row_no
$_search.id binary(16) NOT NULL
$_search.initials varbinary(6)
$_search.names varbinary(2048)
$_search.pinyin varbinary(16)
$_search.row_no tinyint unsigned NOT NULL
$_search.tenant_id binary(16) NOT NULL
$_search.text varbinary(64))";

std::string ColumnLine(const ResourceType& type, const Column& column) {
  const std::string name = absl::StrCat(type.table(), ".", column.name, " ");
  // A migration that adds a nested column may leave it NULL until it is filled.
  const char* const not_null = column.parents.empty() ? " NOT NULL" : "";
  switch (column.kind) {
    case ColumnKind::kText:
      return absl::StrCat(name, "varchar(", Rules(column.field).max_bytes(), ") utf8mb4_bin",
                          not_null);
    case ColumnKind::kName:
      return absl::StrCat(name, "binary(16)");
    case ColumnKind::kEnum:
      return absl::StrCat(name, "smallint", not_null);
    case ColumnKind::kTime:
      return absl::StrCat(name, "datetime(6)",
                          column.field == type.delete_time_field() ? "" : not_null);
  }
  return name;
}

std::string PathLine(const ResourceType& type, const ListPath& path) {
  std::string columns = "tenant_id,live";
  if (path.by_parent) absl::StrAppend(&columns, ",parent_id");
  for (const Column* column : path.equal) absl::StrAppend(&columns, ",", column->name);
  return absl::StrCat(type.table(), "(", path.index, ") ", columns, ",", path.sort->sort_name(),
                      ",id");
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
  if (type.has_parent()) shape.push_back(absl::StrCat(table, ".parent_id binary(16) NOT NULL"));
  for (const Column& column : type.columns()) {
    shape.push_back(ColumnLine(type, column));
    if (column.collated) {
      shape.push_back(absl::StrCat(table, ".", column.sort_name(), " varbinary(64) NOT NULL"));
    }
  }
  for (const ListPath& path : type.list_paths()) shape.push_back(PathLine(type, path));
  const auto add = [&](absl::string_view side) {
    const std::string lines = absl::StrReplaceAll(side, {{"$", type.singular()}});
    for (absl::string_view line : absl::StrSplit(lines, '\n')) shape.emplace_back(line);
  };
  if (type.external_ids_field() != nullptr) add(kExternalIds);
  if (type.has_blind_search()) add(kKeys);
  if (type.custom_field() != nullptr) add(kCustom);
  if (type.has_text_search()) add(kSearch);
  std::sort(shape.begin(), shape.end());
  return shape;
}

// The table that a line is about.
absl::string_view TableOf(absl::string_view line) {
  return line.substr(0, line.find_first_of(" .("));
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

std::vector<db::Query> AllQueries(const Resource& resource, const Resource* parent) {
  const ResourceType& type = resource.type();
  std::vector<db::Query> queries = {resource.select(),
                                    resource.select_locked(),
                                    resource.update(),
                                    resource.SelectMany(2, false),
                                    resource.SelectMany(2, true),
                                    SelectBounded(resource, 2),
                                    resource.SelectLive(2)};
  if (type.external_ids_field() != nullptr) {
    queries.push_back(resource.external_ids().erase);
    queries.push_back(resource.SelectByExternalIds(2));
  }
  if (type.has_blind_search()) {
    queries.push_back(resource.keys().erase);
    queries.push_back(resource.select_by_key());
  }
  if (type.custom_field() != nullptr) queries.push_back(resource.custom().erase);
  if (type.has_text_search()) {
    for (db::Query& query : resource.search().Queries()) queries.push_back(std::move(query));
  }
  page::Cursor cursor;
  cursor.sort_values = {"x"};
  for (const ListPath& path : type.list_paths()) {
    ListSpec spec;
    spec.sort = path.sort;
    if (path.by_parent) {
      spec.parent = DeriveUuid("parent", "x");
    } else if (parent != nullptr) {
      spec.parent_type = &parent->type();
    }
    queries.push_back(MakeListSelect(type, Uuid(), spec, &path, std::nullopt, 50).query);
    queries.push_back(MakeListSelect(type, Uuid(), spec, &path, cursor, 50).query);
    queries.push_back(MakeListSelect(type, Uuid(), spec, nullptr, cursor, 50).query);
    queries.push_back(MakeRowsSelect(type, Uuid(), spec, {Uuid()}).query);
  }
  ListSpec by_id;
  queries.push_back(MakeListSelect(type, Uuid(), by_id, nullptr, cursor, 50).query);
  if (type.external_ids_field() != nullptr) {
    // A filter on a side table.
    const auto spec = MakeListSpec(type, CustomFields(), "external_ids.erp = \"x\"", "");
    queries.push_back(MakeListSelect(type, Uuid(), *spec, nullptr, std::nullopt, 50).query);
  }
  return queries;
}

std::vector<db::InsertQuery> AllInserts(const Resource& resource) {
  const ResourceType& type = resource.type();
  std::vector<db::InsertQuery> inserts = {resource.insert(), ChangeInsert(), OutboxInsert()};
  if (type.external_ids_field() != nullptr) inserts.push_back(resource.external_ids().insert);
  if (type.has_blind_search()) inserts.push_back(resource.keys().insert);
  if (type.custom_field() != nullptr) inserts.push_back(resource.custom().insert);
  if (type.has_text_search()) inserts.push_back(resource.search().insert_query());
  return inserts;
}

}  // namespace guanxi::resource
