#include "common/search/search_index.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/search/finder.h"
#include "common/search/plan.h"
#include "common/search/record_loader.h"
#include "common/search/resume.h"
#include "common/search/suffix_rows.h"

namespace guanxi::search {
namespace {

const db::Query& RemoveRows() {
  static const auto* const query = new db::Query{
      "search_rows.remove", "DELETE FROM search_rows WHERE tenant_id = ? AND type = ? AND id = ?"};
  return *query;
}

// By the key of a name's start: of one in ASCII `pinyin`, which has its letters, of others `text`.
// All names of a record stand in its row 0, one a line, each behind a letter for its kind.
db::Query SelectWhole(absl::string_view column) {
  return {absl::StrCat("search_rows.whole_", column),
          absl::StrCat(
              "SELECT DISTINCT s.id FROM search_rows s FORCE INDEX (idx_search_rows_", column,
              ") STRAIGHT_JOIN search_rows n FORCE INDEX (PRIMARY) ON n.tenant_id = s.tenant_id "
              "AND n.type = s.type AND n.id = s.id AND n.row_no = 0 WHERE s.tenant_id = ? AND "
              "s.type = ? AND s.",
              column,
              " = ? AND (INSTR(CONCAT('\n', n.names, '\n'), ?) > 0 OR INSTR(CONCAT('\n', "
              "n.names, '\n'), ?) > 0) ORDER BY s.id LIMIT ?")};
}

db::Value EmptyAsNull(const std::string& key) { return key.empty() ? db::Value() : db::Value(key); }

}  // namespace

const db::InsertQuery& InsertRows() {
  static const auto* const query =
      new db::InsertQuery{"search_rows.insert",
                          "INSERT INTO search_rows (tenant_id, type, id, row_no, text, pinyin, "
                          "initials, names) VALUES ",
                          ""};
  return *query;
}

SearchIndex::SearchIndex(int type, absl::string_view table) : tables_{type, std::string(table)} {}

absl::StatusOr<std::vector<std::vector<db::Value>>> SearchIndex::RowValues(
    const Uuid& tenant, const Uuid& id, absl::Span<const Name> names) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<FoldedName> folded, FoldNames(names));
  std::vector<std::vector<db::Value>> values;
  for (const SuffixRow& row : SuffixRows(folded)) {
    values.push_back({tenant.bytes(), tables_.type, id.bytes(), static_cast<int64_t>(row.number),
                      EmptyAsNull(row.text), EmptyAsNull(row.pinyin), EmptyAsNull(row.initials),
                      values.empty() ? db::Value(EncodeNames(folded)) : db::Value()});
  }
  return values;
}

absl::Status SearchIndex::Insert(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                                 absl::Span<const Name> names) const {
  GUANXI_ASSIGN_OR_RETURN(const auto rows, RowValues(tenant, id, names));
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(InsertRows(), rows).status();
}

absl::Status SearchIndex::Remove(db::Transaction& tx, const Uuid& tenant, const Uuid& id) const {
  return tx.Execute(RemoveRows(), {tenant.bytes(), tables_.type, id.bytes()}).status();
}

absl::StatusOr<Page> SearchIndex::Find(db::Transaction& tx, const SearchQuery& query,
                                       const PageRequest& request) const {
  return Find(tx, {this}, query, request);
}

absl::StatusOr<Page> SearchIndex::Find(db::Transaction& tx,
                                       absl::Span<const SearchIndex* const> indexes,
                                       const SearchQuery& query, const PageRequest& request) {
  Resume resume;
  const std::vector<Scan> plan = MakePlan(query);
  if (!request.resume.empty()) {
    GUANXI_ASSIGN_OR_RETURN(resume, DecodeResume(request.resume));
    if (resume.start.scan >= plan.size() || (resume.last && resume.last->type >= indexes.size())) {
      return absl::InvalidArgumentError("the state of another search");
    }
  }
  std::vector<Tables> types;
  for (const SearchIndex* index : indexes) types.push_back(index->tables_);
  const CandidateStream::Source source{&tx, std::move(types), request.tenant, &plan,
                                       &request.restrictions};
  return Finder(source, query).Run(std::move(resume), std::max<size_t>(request.limit, 1));
}

absl::StatusOr<std::vector<Uuid>> SearchIndex::FindWhole(db::Transaction& tx, const Uuid& tenant,
                                                         const std::string& name, int limit) const {
  std::vector<Uuid> ids;
  GUANXI_ASSIGN_OR_RETURN(const std::vector<FoldedName> folded, FoldNames({Name{name}}));
  const std::vector<SuffixRow> rows = SuffixRows(folded);
  if (rows.empty()) return ids;
  const bool is_ascii = rows[0].text.empty();
  std::vector<db::Value> values = {tenant.bytes(), tables_.type,
                                   is_ascii ? rows[0].pinyin : rows[0].text};
  for (const auto kind : {text::NameKind::kPerson, text::NameKind::kOther}) {
    values.emplace_back(absl::StrCat("\n", EncodeNames({FoldedName{folded[0].words, kind}}), "\n"));
  }
  values.emplace_back(limit);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows found,
                          tx.Select(SelectWhole(is_ascii ? "pinyin" : "text"), values));
  for (const db::Row row : found) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  return ids;
}

std::vector<db::Query> SearchIndex::Queries(const Restriction& restriction) const {
  std::vector<db::Query> queries = AllScanQueries(tables_, restriction);
  queries.insert(queries.end(), {RemoveRows(), SelectWhole("text"), SelectWhole("pinyin"),
                                 LoadNamesQuery(), LoadRowsQuery()});
  return queries;
}

}  // namespace guanxi::search
