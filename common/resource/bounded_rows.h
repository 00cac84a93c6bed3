// Rows of a resource as far as one answer takes them. The driver holds whole results in memory:
// wide rows are read only once it is known that they fit.
#ifndef GUANXI_COMMON_RESOURCE_BOUNDED_ROWS_H_
#define GUANXI_COMMON_RESOURCE_BOUNDED_ROWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

// RowColumns of `t`, of which body and personal are NULL where both together have more bytes than
// the first two values that the statement binds (or where `condition`, if there is one, does not
// hold); then their bytes, in column kBytesColumn. DecodeRow wants ProjectedColumns at the end.
std::string BoundedColumns(const ResourceType& type, absl::string_view condition = "");
inline constexpr size_t kBytesColumn = kRowColumns;
// Whether such a row came without its body.
inline bool IsWithoutBody(const db::Row& row) { return row.IsNull(4); }

// What a result of up to `rows` rows may hold of each, so that all together fit into an answer.
int64_t BytesPerRow(size_t rows);

struct BoundedRows {
  // How many of the ids were looked up: from the first one on, those that fit.
  size_t ids = 0;
  // What was found, by id, and its bytes (twice, if an id stands twice).
  std::map<Uuid, Stored> rows;
  int64_t bytes = 0;
};

// What a caller wants when not all rows fit.
enum class Partly {
  kRead,   // those that fit
  kCount,  // their number alone
};

// The rows with these ids, deleted ones too, up to page::kMaxPageBytes in addition to the `used`
// bytes that the answer has; if it has none, the first row always fits. Errors: those of common/db.
absl::StatusOr<BoundedRows> ReadBounded(db::Transaction& tx, const Resource& resource,
                                        const Uuid& tenant, absl::Span<const Uuid> ids,
                                        int64_t used, Partly partly);

// The statement of the first look, for the linter.
db::Query SelectBounded(const Resource& resource, size_t marks);

// Wide rows are read by so many at once at most.
inline constexpr size_t kWideRowsPerSelect = 64;

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_BOUNDED_ROWS_H_
