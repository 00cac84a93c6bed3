#include "common/search/record_loader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::search {
namespace {

std::string IdIsOneOf() {
  std::string slots = "?";
  for (size_t i = 1; i < kLoadSize; ++i) slots += ",?";
  return absl::StrCat("tenant_id = ? AND type = ? AND id IN (", slots, ")");
}

// Free slots repeat the last id.
std::vector<db::Value> IdValues(const Uuid& tenant, int type, absl::Span<const Uuid> ids) {
  std::vector<db::Value> values = {tenant.bytes(), type};
  for (size_t i = 0; i < kLoadSize; ++i) {
    values.push_back(ids[std::min(i, ids.size() - 1)].bytes());
  }
  return values;
}

}  // namespace

const db::Query& LoadNamesQuery() {
  static const auto* const query = new db::Query{
      "search_rows.load_names",
      absl::StrCat("SELECT id, names FROM search_rows WHERE ", IdIsOneOf(), " AND row_no = 0")};
  return *query;
}

const db::Query& LoadRowsQuery() {
  static const auto* const query = new db::Query{
      "search_rows.load_rows",
      absl::StrCat("SELECT id, row_no, text, pinyin, initials FROM search_rows WHERE ",
                   IdIsOneOf())};
  return *query;
}

absl::StatusOr<absl::flat_hash_map<Uuid, std::vector<FoldedName>>> LoadNames(
    db::Transaction& tx, int type, const Uuid& tenant, absl::Span<const Uuid> ids) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(LoadNamesQuery(), IdValues(tenant, type, ids)));
  absl::flat_hash_map<Uuid, std::vector<FoldedName>> names;
  for (const db::Row& row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    names[id] = DecodeNames(row.String(1));
  }
  return names;
}

absl::StatusOr<absl::flat_hash_map<Uuid, std::vector<SuffixRow>>> LoadRows(
    db::Transaction& tx, int type, const Uuid& tenant, absl::Span<const Uuid> ids) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(LoadRowsQuery(), IdValues(tenant, type, ids)));
  absl::flat_hash_map<Uuid, std::vector<SuffixRow>> loaded;
  for (const db::Row& row : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    loaded[id].push_back({static_cast<uint8_t>(row.Uint64(1)), std::string(row.String(2)),
                          std::string(row.String(3)), std::string(row.String(4))});
  }
  return loaded;
}

}  // namespace guanxi::search
