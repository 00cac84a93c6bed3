// The search index of one type of resource: rows of suffixes in a table that all types of a schema
// share, and the reads that answer queries.
//
//   CREATE TABLE search_rows (
//     tenant_id BINARY(16) NOT NULL,
//     type SMALLINT NOT NULL,
//     id BINARY(16) NOT NULL,
//     row_no TINYINT UNSIGNED NOT NULL,
//     text VARBINARY(64) NULL,
//     pinyin VARBINARY(16) NULL,
//     initials VARBINARY(6) NULL,
//     names VARBINARY(2048) NULL,
//     PRIMARY KEY (tenant_id, type, id, row_no),
//     KEY idx_search_rows_text (tenant_id, type, text, id, row_no),
//     KEY idx_search_rows_pinyin (tenant_id, type, pinyin, id, row_no),
//     KEY idx_search_rows_initials (tenant_id, type, initials, id, row_no)
//   ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
//
// `names` is set in a record's row 0 alone: the folded names that candidates are checked against.
// The table holds rows of live records only: who deletes a record, softly too, removes its rows in
// the same transaction.
#ifndef GUANXI_COMMON_SEARCH_SEARCH_INDEX_H_
#define GUANXI_COMMON_SEARCH_SEARCH_INDEX_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/db/value.h"
#include "common/search/name.h"
#include "common/search/page.h"
#include "common/search/query.h"
#include "common/search/scan_sql.h"

namespace guanxi::search {

struct PageRequest {
  Uuid tenant;
  size_t limit = 50;   // Of records; at least 1.
  std::string resume;  // From the previous page, "" for the first. The query must be the same.
  // For each of the indexes that are searched; may be empty: none is restricted.
  std::vector<Restriction> restrictions;
};

// Into search_rows, all types alike.
const db::InsertQuery& InsertRows();

// Thread-safe; holds no state. Database errors pass through.
class SearchIndex {
 public:
  // `type` is the number of the type, `table` that of its resources: "customers".
  SearchIndex(int type, absl::string_view table);

  // The index rows of a record, to be inserted by InsertRows; those of several records may go
  // into one INSERT. The first name is the main one; none without letters or digits.
  // INVALID_ARGUMENT if a name is not UTF-8.
  absl::StatusOr<std::vector<std::vector<db::Value>>> RowValues(const Uuid& tenant, const Uuid& id,
                                                                absl::Span<const Name> names) const;

  // Writes the rows of a new record.
  absl::Status Insert(db::Transaction& tx, const Uuid& tenant, const Uuid& id,
                      absl::Span<const Name> names) const;
  // Removes the rows of a record, if it has any.
  absl::Status Remove(db::Transaction& tx, const Uuid& tenant, const Uuid& id) const;

  // One page of the records that match `query` by name (see Matches). All pages together hold each
  // record whose names do not change meanwhile exactly once.
  //
  // INVALID_ARGUMENT if `resume` did not come from this function.
  absl::StatusOr<Page> Find(db::Transaction& tx, const SearchQuery& query,
                            const PageRequest& request) const;

  // The same over several types, ranked as if their rows stood in one index.
  static absl::StatusOr<Page> Find(db::Transaction& tx,
                                   absl::Span<const SearchIndex* const> indexes,
                                   const SearchQuery& query, const PageRequest& request);

  // The records one of whose names is `name` as a whole, whatever its case, width and blanks; in
  // the order of their ids, at most `limit`. None for a name without letters or digits.
  // INVALID_ARGUMENT if it is not UTF-8.
  absl::StatusOr<std::vector<Uuid>> FindWhole(db::Transaction& tx, const Uuid& tenant,
                                              const std::string& name, int limit) const;

  // Every statement, for tests that check all SQL.
  std::vector<db::Query> Queries(const Restriction& restriction = {}) const;

 private:
  const Tables tables_;
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_SEARCH_INDEX_H_
