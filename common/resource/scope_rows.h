// The rows that a scope lets see, found by the scope's own indexes: where they are few, a list or a
// search that no index narrows reads these instead of all.
#ifndef GUANXI_COMMON_RESOURCE_SCOPE_ROWS_H_
#define GUANXI_COMMON_RESOURCE_SCOPE_ROWS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/db/value.h"
#include "common/resource/resource_type.h"
#include "common/resource/row_scope.h"

namespace guanxi::resource {

// `SELECT id` of rows, and its values.
struct ScopeIds {
  std::string sql;
  std::vector<db::Value> values;
};

// The live rows of `type` in the scope, which is not everything; of children those of all parents
// in it. Deleted rows that somebody collaborates on are among them. Nullopt if there is no index by
// one of the reasons (list paths with `equal` of the owner, of the department, of the parent), or no
// reason at all.
std::optional<ScopeIds> SelectScopeIds(const ResourceType& type, const RowScope& scope);

// The same of a scope of at most `narrow` rows (that of children by its parents), else nullopt. Reads
// that many entries of indexes, of each reason. Errors: those of common/db.
absl::StatusOr<std::optional<ScopeIds>> FindNarrow(db::Transaction& tx, const ResourceType& type,
                                                   const RowScope& scope, size_t narrow);

// The statement that counts the rows of a scope, of each reason up to `limit`; nullopt as above.
std::optional<db::Query> CountScope(const RowScope& scope, size_t limit,
                                    std::vector<db::Value>* values);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SCOPE_ROWS_H_
