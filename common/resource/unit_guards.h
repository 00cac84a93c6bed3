// Rows by which units of work exclude each other, count, and number.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_GUARDS_H_
#define GUANXI_COMMON_RESOURCE_UNIT_GUARDS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/db/query.h"
#include "common/resource/unit_reads.h"

namespace guanxi::resource {

// A base of UnitOfWork. Thread safety: none. Errors of all methods: those of common/db.
class UnitGuards : public UnitReads {
 public:
  // Takes the row `kind`, `key` (of at most 32 and 64 bytes), whether it exists or not, until the
  // end: of those who do, one goes on at a time. It is written, not only locked: on a cluster with
  // several writers that is what excludes. The row can go once it is no longer taken, and does
  // when it has not been for a while (purge.h): that it exists says nothing.
  absl::Status Guard(absl::string_view kind, absl::string_view key);
  // Adds `delta` to the counter of such a row, which is no Guard's; none is 0, and so is one that
  // has gone since. False, with the counter as it was, if it then were over `limit`.
  absl::StatusOr<bool> Count(absl::string_view kind, absl::string_view key, int64_t delta,
                             int64_t limit);
  // The next number of a sequence, from 1 on, by such a counter: who takes one excludes others to
  // the end, and gives it back by failing, so that none is given twice, and none is left out.
  absl::StatusOr<int64_t> NextNumber(absl::string_view kind, absl::string_view key);

 protected:
  using UnitReads::UnitReads;
  ~UnitGuards() = default;
};

// The statements of all of them, for the linter.
std::vector<db::Query> GuardQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_GUARDS_H_
