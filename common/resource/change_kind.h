// What may happen to a resource.
#ifndef GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_
#define GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_

namespace guanxi::resource {

// Stored: never renumber.
enum class ChangeKind { kCreated = 1, kUpdated = 2, kDeleted = 3, kUndeleted = 4 };

// Whether a client stated values: a deleted record that comes back has those that it was left with,
// which nobody can mend before it is back.
inline bool StatesValues(ChangeKind kind) {
  return kind == ChangeKind::kCreated || kind == ChangeKind::kUpdated;
}

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CHANGE_KIND_H_
