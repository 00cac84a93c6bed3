// What hangs on records: those below them, and their parts.
#include <map>
#include <set>

#include "analytics-svc/facts/fact_sql.h"

namespace guanxi::analytics {
namespace {

// The tables of parts that records of a table have.
std::set<const Table*> PartsOf(const Table& table) {
  std::set<const Table*> parts;
  for (const Source* source : Sources()) {
    if (&source->table() != &table) continue;
    for (const PartsMaker& maker : source->spec().parts) parts.insert(maker.table);
  }
  return parts;
}

std::vector<std::string> AboveColumns(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    if (column.kind == ColumnKind::kAbove) names.push_back(column.name);
  }
  return names;
}

std::string ParentColumn(const Table& table) {
  for (const Column& column : table.columns) {
    if (column.kind == ColumnKind::kParent) return column.name;
  }
  return "id";
}

std::vector<Below> FindBelow(const Table& above) {
  std::vector<Below> below;
  std::set<const Table*> seen;
  for (const Source* source : Sources()) {
    if (source->spec().above != &above || !seen.insert(&source->table()).second) continue;
    below.push_back({&source->table(), ParentColumn(source->table())});
  }
  for (const Table* parts : PartsOf(above)) below.push_back({parts, "id"});
  return below;
}

}  // namespace

const std::vector<Below>& TablesBelow(const Table& above) {
  static const auto* const all = [] {
    auto* const made = new std::map<const Table*, std::vector<Below>>;
    for (const Table* table : FactTables()) (*made)[table] = FindBelow(*table);
    return made;
  }();
  return all->at(&above);
}

const std::vector<std::string>& HandedDown(const Table& above) {
  static const auto* const all = [] {
    auto* const made = new std::map<const Table*, std::vector<std::string>>;
    for (const Table* table : FactTables()) {
      std::set<std::string> names;
      for (const Below& below : TablesBelow(*table)) {
        for (const std::string& name : AboveColumns(*below.table)) names.insert(name);
      }
      (*made)[table].assign(names.begin(), names.end());
    }
    return made;
  }();
  return all->at(&above);
}

}  // namespace guanxi::analytics
