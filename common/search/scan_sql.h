// The SELECT behind a scan.
#ifndef GUANXI_COMMON_SEARCH_SCAN_SQL_H_
#define GUANXI_COMMON_SEARCH_SCAN_SQL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/value.h"
#include "common/search/plan.h"

namespace guanxi::search {

// Candidates that are ranked together, which is also what one SELECT reads.
inline constexpr size_t kBlockRows = 1000;

// Where a type's rows are.
struct Tables {
  int type = 0;          // what tells them apart in `search_rows`
  std::string resource;  // "customers"
};

// Which records a candidate may be of: the caller's row scope.
struct Restriction {
  // SQL over alias `r`, the resource's own row, with `?` for each of `values`: "r.owner_id = ?".
  // Empty: none, and the resource's table is not touched.
  std::string predicate;
  std::vector<db::Value> values;
  // Or else, where they are few: `SELECT id` of all of them, with `?` for each of `values`.
  std::string ids = {};
};

// Reads the positions of the next kBlockRows rows of a scan behind a position, in order. Each comes
// as one value, which DecodePosition reads: three values cost the connector and the protocol more
// than all that is done with them. The text depends on the column, the form of the scan and the
// texts of `restriction` alone, so that a connection prepares few statements.
db::Query ScanQuery(const Tables& tables, const Scan& scan, const Restriction& restriction);

// The values of ScanQuery. Of the record at `behind` itself the rows above `row`.
std::vector<db::Value> ScanValues(const Uuid& tenant, int type, const Scan& scan,
                                  const Position& behind, int row, const Restriction& restriction);

// Sets key, id and row of `position`. Ends the process if `value` is none of ScanQuery's.
void DecodePosition(absl::string_view value, Position* position);

// All texts that ScanQuery makes with a restriction.
std::vector<db::Query> AllScanQueries(const Tables& tables, const Restriction& restriction);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_SCAN_SQL_H_
