#include "common/search/scan_sql.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/search/suffix_rows.h"

namespace guanxi::search {
namespace {

absl::string_view ColumnName(KeyColumn column) {
  switch (column) {
    case KeyColumn::kText:
      return "text";
    case KeyColumn::kPinyin:
      return "pinyin";
    case KeyColumn::kInitials:
      return "initials";
  }
  return "";
}

// Placeholders of a scan of cut keys: as many as the longest term of the column can have.
size_t CutKeySlots(KeyColumn column) {
  return (column == KeyColumn::kPinyin ? kPinyinKeyBytes : kInitialsKeyBytes) - 1;
}

std::string KeyCondition(const Scan& scan, absl::string_view column) {
  if (!scan.prefix.empty()) return absl::Substitute("s.$0 >= ? AND s.$0 < ?", column);
  std::string slots = "?";
  for (size_t i = 1; i < CutKeySlots(scan.column); ++i) slots += ",?";
  return absl::Substitute("s.$0 IN ($1)", column, slots);
}

// What the suffix rows `s` are found by.
std::string From(const Tables& tables, absl::string_view column, const Restriction& restriction) {
  if (!restriction.ids.empty()) {
    return absl::StrCat("(", restriction.ids,
                        ") n STRAIGHT_JOIN search_rows s FORCE INDEX (PRIMARY) ON s.id = n.id ");
  }
  return absl::StrCat("search_rows s FORCE INDEX (idx_search_rows_", column, ") ",
                      restriction.predicate.empty()
                          ? ""
                          : absl::StrCat("STRAIGHT_JOIN ", tables.resource,
                                         " r ON r.tenant_id = s.tenant_id AND r.id = s.id "));
}

}  // namespace

db::Query ScanQuery(const Tables& tables, const Scan& scan, const Restriction& restriction) {
  const absl::string_view column = ColumnName(scan.column);
  const std::string condition =
      restriction.predicate.empty() ? "" : absl::StrCat("AND (", restriction.predicate, ") ");
  // The condition of the position is written out: MariaDB reads a row constructor as a filter.
  std::string sql = absl::StrCat(
      "SELECT CONCAT(s.id, CHAR(s.row_no), s.", column, ") FROM ",
      From(tables, column, restriction), "WHERE s.tenant_id = ? AND s.type = ? AND ",
      KeyCondition(scan, column),
      absl::Substitute(
          " AND (s.$0 > ? OR (s.$0 = ? AND (s.id > ? OR (s.id = ? AND s.row_no > ?)))) $1"
          "ORDER BY s.$0, s.id, s.row_no LIMIT $2",
          column, condition, kBlockRows));
  return {absl::StrCat("search_rows.", column, scan.prefix.empty() ? "_cut" : "_range"),
          std::move(sql)};
}

std::vector<db::Value> ScanValues(const Uuid& tenant, int type, const Scan& scan,
                                  const Position& behind, int row, const Restriction& restriction) {
  std::vector<db::Value> values;
  if (!restriction.ids.empty()) values = restriction.values;
  values.insert(values.end(), {tenant.bytes(), type});
  if (scan.prefix.empty()) {
    for (size_t i = 0; i < CutKeySlots(scan.column); ++i) {
      values.push_back(scan.cut_keys[std::min(i, scan.cut_keys.size() - 1)]);
    }
  } else {
    values.push_back(scan.prefix);
    values.push_back(absl::StrCat(scan.prefix, "\xFF"));
  }
  values.insert(values.end(), {behind.key, behind.key, behind.id.bytes(), behind.id.bytes(),
                               static_cast<int64_t>(row)});
  if (restriction.ids.empty()) {
    values.insert(values.end(), restriction.values.begin(), restriction.values.end());
  }
  return values;
}

void DecodePosition(absl::string_view value, Position* position) {
  position->id = Uuid::FromBytes(value.substr(0, Uuid::kSize)).value();
  position->row = static_cast<uint8_t>(value[Uuid::kSize]);
  position->key = std::string(value.substr(Uuid::kSize + 1));
}

std::vector<db::Query> AllScanQueries(const Tables& tables, const Restriction& restriction) {
  std::vector<db::Query> queries;
  for (KeyColumn column : {KeyColumn::kText, KeyColumn::kPinyin, KeyColumn::kInitials}) {
    queries.push_back(ScanQuery(tables, {column, "a", {}, true}, restriction));
    if (column != KeyColumn::kText) {
      queries.push_back(ScanQuery(tables, {column, "", {}, false}, restriction));
    }
  }
  return queries;
}

}  // namespace guanxi::search
