// Reads what the index holds of given records.
#ifndef GUANXI_COMMON_SEARCH_RECORD_LOADER_H_
#define GUANXI_COMMON_SEARCH_RECORD_LOADER_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/search/name.h"
#include "common/search/suffix_rows.h"

namespace guanxi::search {

// Records that one statement reads.
inline constexpr size_t kLoadSize = 64;

// By primary key: a row a record for the names, all its rows (at most kMaxRows) for the rows.
const db::Query& LoadNamesQuery();
const db::Query& LoadRowsQuery();

// `type` is that of Tables. `ids` are at most kLoadSize, at least one; records that are gone are
// missing from the result.
absl::StatusOr<absl::flat_hash_map<Uuid, std::vector<FoldedName>>> LoadNames(
    db::Transaction& tx, int type, const Uuid& tenant, absl::Span<const Uuid> ids);
absl::StatusOr<absl::flat_hash_map<Uuid, std::vector<SuffixRow>>> LoadRows(
    db::Transaction& tx, int type, const Uuid& tenant, absl::Span<const Uuid> ids);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_RECORD_LOADER_H_
