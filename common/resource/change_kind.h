// What may happen to a resource.
#ifndef GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_
#define GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_

namespace guanxi::resource {

// Stored: never renumber.
//
// kProjected: a count, a sum or a copy in the row is another; projections ignore it, so that those
// of two services come to rest. kEmitted: a fact about the resource, which itself did not change.
enum class ChangeKind {
  kCreated = 1,
  kUpdated = 2,
  kDeleted = 3,
  kUndeleted = 4,
  kProjected = 5,
  kEmitted = 6
};

// Whether a client stated values: a deleted record that comes back has those that it was left with,
// which nobody can mend before it is back.
inline bool StatesValues(ChangeKind kind) {
  return kind == ChangeKind::kCreated || kind == ChangeKind::kUpdated;
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_
