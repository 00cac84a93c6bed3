// The search index of one resource: a table of suffix rows, and the reads that answer queries.
//
//   CREATE TABLE customer_search (
//     tenant_id BINARY(16) NOT NULL,
//     id BINARY(16) NOT NULL,
//     row_no TINYINT UNSIGNED NOT NULL,
//     text VARBINARY(64) NULL,
//     pinyin VARBINARY(16) NULL,
//     initials VARBINARY(6) NULL,
//     names VARBINARY(2048) NULL,
//     PRIMARY KEY (tenant_id, id, row_no),
//     KEY idx_customer_search_text (tenant_id, text, id, row_no),
//     KEY idx_customer_search_pinyin (tenant_id, pinyin, id, row_no),
//     KEY idx_customer_search_initials (tenant_id, initials, id, row_no)
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
  Restriction restriction;
};

// Thread-safe; holds statements, no state. Database errors pass through.
class SearchIndex {
 public:
  // `stem` and `table` name the resource's tables: "customer" (customer_search), "customers".
  SearchIndex(absl::string_view stem, absl::string_view table);

  // The index rows of a record, to be inserted by `insert_query()`; those of several records may go
  // into one INSERT. The first name is the main one; none without letters or digits.
  // INVALID_ARGUMENT if a name is not UTF-8.
  absl::StatusOr<std::vector<std::vector<db::Value>>> RowValues(const Uuid& tenant, const Uuid& id,
                                                                absl::Span<const Name> names) const;
  const db::InsertQuery& insert_query() const { return insert_; }

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

  // Every statement without a restriction, for tests that check all SQL.
  std::vector<db::Query> Queries() const;

 private:
  const Tables tables_;
  const db::InsertQuery insert_;
  const db::Query remove_;
};

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_SEARCH_INDEX_H_
