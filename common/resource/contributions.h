// What counts and sums rest on: a row for each record that adds to a projected field of another.
//
//   contributions  tenant_id, target_type, target_id, field, source_type, source_id, sequence,
//   value
//                  primary key (tenant_id, target_type, target_id, field, source_type, source_id)
//
// Each has the sequence of the source's write that it tells of, and stays when the source is gone
// (value NULL). So what a rebuild reads and what events say may come in any order, and twice: what
// is older never overwrites.
#ifndef GUANXI_COMMON_RESOURCE_CONTRIBUTIONS_H_
#define GUANXI_COMMON_RESOURCE_CONTRIBUTIONS_H_

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {

inline constexpr int64_t kMaxSum = std::numeric_limits<int64_t>::max();

// What one record adds to one field of another.
struct Contribution {
  std::string field;        // of the target; at most 64 bytes
  std::string source_type;  // singular, "opportunity"; at most 64 bytes
  Uuid source;
  int64_t sequence = 0;          // of the source's write
  std::optional<int64_t> value;  // none: deleted, moved away, or not counted any more
};

// Over all that a field's sources add. Times are microseconds of the Unix epoch, amounts whole
// units of whatever the caller chose.
struct Total {
  int64_t count = 0;
  // Never beyond kMaxSum, either way: a sum that comes there is no sum any more. Times have none
  // (a few thousand of them come there), only a least and a most.
  int64_t sum = 0;
  std::optional<int64_t> least, most;
};

// Stores the contribution, unless a newer one of the same source is there, and returns the field's
// total. The target is locked until the end, so that totals of several writers do not cross; the
// caller sets the field by UnitOfWork::Project. Reads as many rows as the field has sources.
//   NOT_FOUND  <TYPE>_NOT_FOUND  there is no target
absl::StatusOr<Total> Contribute(UnitOfWork& work, const Resource& target, const ResourceName& name,
                                 const Contribution& contribution);

// The statements, for the linter.
std::vector<db::Query> ContributionQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CONTRIBUTIONS_H_
