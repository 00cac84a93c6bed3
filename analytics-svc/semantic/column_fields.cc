#include "analytics-svc/semantic/column_fields.h"

#include "analytics-svc/facts/source.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/semantic/scope.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

// A field of records that are seen by the cube's rules.
struct ColumnField {
  const Cube* cube;
  std::string path;
};

void AddField(const Table& table, const std::string& path, std::vector<ColumnField>* fields) {
  const Cube* const cube = FindCubeOfTable(table.name);
  if (cube != nullptr && !path.empty()) fields->push_back({cube, path});
}

// What the records above those of the table hand down.
void AddAbove(const Table& table, const std::string& column, std::vector<ColumnField>* fields) {
  const auto add = [&](const Table& above) {
    const Column* const handed_down = above.Find(column);
    if (handed_down != nullptr) AddField(above, handed_down->path, fields);
  };
  for (const Source* source : Sources()) {
    if (&source->table() == &table && source->spec().above != nullptr) add(*source->spec().above);
    for (const PartsMaker& maker : source->spec().parts) {
      if (maker.table == &table) add(source->table());
    }
  }
}

// The fields whose values are the rows of a table of parts.
void AddParts(const Table& table, std::vector<ColumnField>* fields) {
  for (const Source* source : Sources()) {
    for (const PartsMaker& maker : source->spec().parts) {
      if (maker.table == &table) AddField(source->table(), maker.field, fields);
    }
  }
}

std::vector<ColumnField> FieldsOf(const Cube& cube, const Table& table, const Column& column) {
  std::vector<ColumnField> fields;
  switch (column.kind) {
    case ColumnKind::kAbove:
      AddAbove(table, column.value, &fields);
      break;
    case ColumnKind::kItem:
    case ColumnKind::kPart:
      AddParts(table, &fields);
      break;
    default:
      if (!column.path.empty()) fields.push_back({&cube, column.path});
  }
  return fields;
}

}  // namespace

absl::Status CheckColumnsSeen(const Cube& cube, const std::vector<std::string>& columns,
                              const Principal& principal, absl::string_view member) {
  const Table* const table = FindFactTable(cube.table);
  if (table == nullptr) return absl::OkStatus();
  for (const std::string& name : columns) {
    const Column* const column = table->Find(name);
    if (column == nullptr) continue;
    for (const ColumnField& field : FieldsOf(cube, *table, *column)) {
      GUANXI_RETURN_IF_ERROR(CheckFieldSeen(field.cube->rules, principal, field.path, member));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRowsSeen(const Cube& cube, const Principal& principal) {
  const Table* const table = FindFactTable(cube.table);
  if (table == nullptr) return absl::OkStatus();
  std::vector<ColumnField> fields;
  AddParts(*table, &fields);
  for (const ColumnField& field : fields) {
    GUANXI_RETURN_IF_ERROR(CheckFieldSeen(field.cube->rules, principal, field.path, cube.name));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::analytics
