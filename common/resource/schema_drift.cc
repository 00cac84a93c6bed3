#include "common/resource/schema_drift.h"

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/resource/changes.h"
#include "common/resource/list_query.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {
namespace {

// The columns of a table with their types, in order, by name.
absl::StatusOr<std::map<std::string, std::string>> Columns(db::Transaction& tx,
                                                           const std::string& table) {
  const db::Query query{"test.columns",
                        "SELECT column_name, column_type FROM information_schema.columns WHERE "
                        "table_schema = DATABASE() AND table_name = ?",
                        /*infrastructure=*/true};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {table}));
  std::map<std::string, std::string> columns;
  for (const db::Row row : rows) columns[std::string(row.String(0))] = std::string(row.String(1));
  return columns;
}

// The columns of an index, "" if there is none of that name.
absl::StatusOr<std::string> Index(db::Transaction& tx, const std::string& table,
                                  const std::string& index) {
  const db::Query query{"test.index",
                        "SELECT column_name FROM information_schema.statistics WHERE table_schema "
                        "= DATABASE() AND table_name = ? AND index_name = ? ORDER BY seq_in_index",
                        /*infrastructure=*/true};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, {table, index}));
  std::vector<std::string> columns;
  for (const db::Row row : rows) columns.push_back(std::string(row.String(0)));
  return absl::StrJoin(columns, ",");
}

std::map<std::string, std::string> ExpectedColumns(const ResourceType& type) {
  std::map<std::string, std::string> columns = {
      {"tenant_id", "binary(16)"}, {"id", "binary(16)"},   {"version", "bigint(20)"},
      {"live", "tinyint(4)"},      {"body", "mediumblob"}, {"personal", "mediumblob"},
  };
  if (type.has_parent()) columns["parent_id"] = "binary(16)";
  for (const Column& column : type.columns()) {
    switch (column.kind) {
      case ColumnKind::kText:
        columns[column.name] = absl::StrCat("varchar(", Rules(column.field).max_bytes(), ")");
        if (column.collated) columns[column.sort_name()] = "varbinary(64)";
        break;
      case ColumnKind::kName:
        columns[column.name] = "binary(16)";
        break;
      case ColumnKind::kEnum:
        columns[column.name] = "smallint(6)";
        break;
      case ColumnKind::kTime:
        columns[column.name] = "datetime(6)";
        break;
    }
  }
  return columns;
}

std::string ExpectedIndex(const ListPath& path) {
  std::string columns = "tenant_id,live";
  if (path.by_parent) absl::StrAppend(&columns, ",parent_id");
  for (const Column* column : path.equal) absl::StrAppend(&columns, ",", column->name);
  return absl::StrCat(columns, ",", path.sort->sort_name(), ",id");
}

void Compare(const std::string& table, const std::map<std::string, std::string>& expected,
             const std::map<std::string, std::string>& found, std::vector<std::string>* drift) {
  for (const auto& [name, kind] : expected) {
    const auto column = found.find(name);
    if (column == found.end()) {
      drift->push_back(absl::StrCat(table, ".", name, " is missing"));
    } else if (column->second != kind) {
      drift->push_back(absl::StrCat(table, ".", name, " is ", column->second, ", want ", kind));
    }
  }
  for (const auto& [name, kind] : found) {
    if (expected.count(name) == 0) {
      drift->push_back(absl::StrCat(table, ".", name, " is written by nobody"));
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SchemaDrift(db::Database* database,
                                                     const Resource& resource) {
  const ResourceType& type = resource.type();
  std::vector<std::string> drift;
  GUANXI_RETURN_IF_ERROR(database->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    drift.clear();
    GUANXI_ASSIGN_OR_RETURN(const auto columns, Columns(tx, type.table()));
    Compare(type.table(), ExpectedColumns(type), columns, &drift);
    for (const ListPath& path : type.list_paths()) {
      GUANXI_ASSIGN_OR_RETURN(const std::string found, Index(tx, type.table(), path.index));
      if (found != ExpectedIndex(path)) {
        drift.push_back(absl::StrCat(type.table(), ": index ", path.index, " is (", found,
                                     "), want (", ExpectedIndex(path), ")"));
      }
    }
    return absl::OkStatus();
  }));
  return drift;
}

std::vector<db::Query> AllQueries(const Resource& resource, const Resource* parent) {
  const ResourceType& type = resource.type();
  std::vector<db::Query> queries = {resource.select(),
                                    resource.select_locked(),
                                    resource.update(),
                                    resource.SelectMany(2, false),
                                    resource.SelectMany(2, true),
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
  }
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
