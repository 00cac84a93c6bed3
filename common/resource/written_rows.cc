#include "common/resource/written_rows.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/resource/resource_name.h"

namespace guanxi::resource {

ChangeKind WrittenRow::kind() const {
  const bool lives = next.live && !erased;
  if (is_new()) return lives ? ChangeKind::kCreated : ChangeKind::kDeleted;
  if (first->live == lives) return ChangeKind::kUpdated;
  return lives ? ChangeKind::kUndeleted : ChangeKind::kDeleted;
}

WrittenRow* WrittenRows::Find(const Resource& resource, const Uuid& id) {
  const auto found = by_id_.find({&resource, id});
  return found != by_id_.end() ? found->second : nullptr;
}

const WrittenRow* WrittenRows::Find(const Resource& resource, const Uuid& id) const {
  const auto found = by_id_.find({&resource, id});
  return found != by_id_.end() ? found->second : nullptr;
}

absl::StatusOr<WrittenRow*> WrittenRows::Touch(const Resource& resource, const Stored* old,
                                               const Uuid& id) {
  const auto [entry, fresh] = by_id_.emplace(std::make_pair(&resource, id), nullptr);
  if (fresh) {
    rows_.emplace_back();
    entry->second = &rows_.back();
    entry->second->resource = &resource;
    if (old != nullptr) entry->second->first = CopyRow(*old);
  } else if (old == nullptr || old->step != entry->second->next.step) {
    return absl::InternalError(
        absl::StrCat(FormatName(resource.type(), entry->second->next.name),
                     old == nullptr ? ": a unit of work makes a row twice"
                                    : ": a unit of work writes over its own later write"));
  }
  return entry->second;
}

void WrittenRows::Clear() {
  by_id_.clear();
  rows_.clear();
}

}  // namespace guanxi::resource
