// What a unit of work has written and not yet sent: one entry for each row, however often it was
// written.
#ifndef GUANXI_COMMON_RESOURCE_WRITTEN_ROWS_H_
#define GUANXI_COMMON_RESOURCE_WRITTEN_ROWS_H_

#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "common/base/uuid.h"
#include "common/resource/change_kind.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

// One row: what the table holds, and what it is to hold.
struct WrittenRow {
  const Resource* resource = nullptr;
  std::optional<Stored> first;  // absent for a new row
  Stored next;
  bool written = false;          // by an Insert, Update, Delete ...: beside its projected columns
  bool projected = false;        // in its projected columns
  bool erased = false;           // the row is to leave the table
  Uuid event, projection_event;  // of its changes, where first and last differ

  bool is_new() const { return !first.has_value(); }
  // What happened to it from first to last.
  ChangeKind kind() const;
};

// Thread safety: none.
class WrittenRows {
 public:
  // nullptr if there is none. Valid until Clear.
  WrittenRow* Find(const Resource& resource, const Uuid& id);
  const WrittenRow* Find(const Resource& resource, const Uuid& id) const;

  // The entry of the row that `old` (null for a new one) becomes; it is made at the first write,
  // and `next` of it is for the caller to set. INTERNAL if `old` is not what was written last: it
  // was read before another step wrote the row; or if a new row is there already.
  absl::StatusOr<WrittenRow*> Touch(const Resource& resource, const Stored* old, const Uuid& id);

  // In the order of their first write.
  std::deque<WrittenRow>& all() { return rows_; }
  const std::deque<WrittenRow>& all() const { return rows_; }
  void Clear();

 private:
  std::deque<WrittenRow> rows_;  // entries stay where they are
  std::map<std::pair<const Resource*, Uuid>, WrittenRow*> by_id_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WRITTEN_ROWS_H_
