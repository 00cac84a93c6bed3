#include "common/resource/unit_reads.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/id_marks.h"
#include "common/resource/unit_limits.h"

namespace guanxi::resource {

absl::Time UnitReads::system_now() const { return environment_->system_clock()->Now(); }

absl::StatusOr<Stored> UnitReads::Get(const Resource& resource, const ResourceName& name) {
  return GetBeside(resource, name, nullptr);
}

absl::StatusOr<Stored> UnitReads::GetBeside(const Resource& resource, const ResourceName& name,
                                            Beside* beside) {
  GUANXI_ASSIGN_OR_RETURN(Stored row, Read(resource, name, beside));
  GUANXI_ASSIGN_OR_RETURN(const bool is_seen, rights_.Reaches(resource, Use::kName, row));
  if (!is_seen || IsFolded(resource.type(), row)) return NameNotFound(resource, name);
  return row;
}

absl::StatusOr<Stored> UnitReads::Read(const Resource& resource, const ResourceName& name,
                                       Beside* beside) {
  const WrittenRow* const written = rows_.Find(resource, name.id);
  if (written != nullptr) {
    if (written->erased || !AreSiblings(written->next.name, name)) {
      return NameNotFound(resource, name);
    }
    return CopyRow(written->next);
  }
  if (const auto held = held_.find({&resource, name.id}); held != held_.end()) {
    if (!AreSiblings(held->second.name, name)) return NameNotFound(resource, name);
    return CopyRow(held->second);
  }
  std::vector<db::Value> values;
  if (beside != nullptr) values = beside->values;
  values.emplace_back(principal_.tenant.bytes());
  values.emplace_back(name.id.bytes());
  const db::Query& query = beside != nullptr ? beside->query : resource.select_locked();
  GUANXI_ASSIGN_OR_RETURN(db::Rows rows, tx_->Select(query, values));
  if (rows.empty()) return NameNotFound(resource, name);
  GUANXI_ASSIGN_OR_RETURN(Stored row, DecodeRow(resource.type(), rows[0]));
  if (beside != nullptr) beside->rows = std::move(rows);
  if (!AreSiblings(row.name, name)) return NameNotFound(resource, name);
  return row;
}

absl::StatusOr<Stored> UnitReads::GetLive(const Resource& resource, const ResourceName& name) {
  return GetLive(resource, name, nullptr);
}

absl::StatusOr<Stored> UnitReads::GetLive(const Resource& resource, const ResourceName& name,
                                          Beside* beside) {
  GUANXI_ASSIGN_OR_RETURN(Stored row, GetBeside(resource, name, beside));
  if (!row.live) return NameNotFound(resource, name);
  return row;
}

absl::StatusOr<bool> UnitReads::ShareParent(const Resource& resource, const ResourceName& name) {
  const Resource* const above = resource.links().parent;
  if (above == nullptr) return true;
  const absl::Status status = Share(*above, ParentOf(name));
  if (absl::IsNotFound(status)) return false;
  GUANXI_RETURN_IF_ERROR(status);
  return true;
}

absl::Status UnitReads::Share(const Resource& resource, const ResourceName& name) {
  GUANXI_ASSIGN_OR_RETURN(const bool is_there, ShareParent(resource, name));
  if (!is_there) return NameNotFound(resource, name);
  if (rows_.Find(resource, name.id) != nullptr || held_.count({&resource, name.id}) != 0) {
    return GetLive(resource, name).status();
  }
  GUANXI_ASSIGN_OR_RETURN(const bool hides, HidesRows(resource));
  if (hides) {
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row,
                            ReadLive(resource, name, resource.select_shared()));
    if (!row.has_value()) return NameNotFound(resource, name);
    GUANXI_ASSIGN_OR_RETURN(const bool is_seen, rights_.Reaches(resource, Use::kName, *row));
    return is_seen ? absl::OkStatus() : NameNotFound(resource, name);
  }
  if (shared_.count({&resource, name}) != 0) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select_live_shared(), {principal_.tenant.bytes(), name.id.bytes()}));
  if (rows.empty() || !rows[0].Bool(2)) return NameNotFound(resource, name);
  if (resource.type().has_parent() && rows[0].String(1) != name.parent.bytes()) {
    return NameNotFound(resource, name);
  }
  shared_.insert({&resource, name});
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Stored>> UnitReads::ReadShared(const Resource& resource,
                                                            const ResourceName& name) {
  GUANXI_ASSIGN_OR_RETURN(const bool is_there, ShareParent(resource, name));
  if (!is_there) return std::optional<Stored>();
  return ReadLive(resource, name, resource.select_shared());
}

absl::StatusOr<std::optional<Stored>> UnitReads::Peek(const Resource& resource,
                                                      const ResourceName& name) {
  return ReadLive(resource, name, resource.select());
}

absl::StatusOr<std::optional<Stored>> UnitReads::ReadLive(const Resource& resource,
                                                          const ResourceName& name,
                                                          const db::Query& query) {
  std::optional<Stored> found;
  const WrittenRow* const written = rows_.Find(resource, name.id);
  if (written != nullptr) {
    if (!written->erased) found = CopyRow(written->next);
  } else {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx_->Select(query, {principal_.tenant.bytes(), name.id.bytes()}));
    if (!rows.empty()) {
      GUANXI_ASSIGN_OR_RETURN(found, DecodeRow(resource.type(), rows[0]));
    }
  }
  if (found.has_value() && (!found->live || !AreSiblings(found->name, name))) found.reset();
  return found;
}

absl::StatusOr<std::vector<Stored>> UnitReads::ListByParent(const Resource& resource,
                                                            const Uuid& parent) {
  // What this unit of work wrote may have left the parent: as many more are read.
  const auto limit = static_cast<int64_t>(kMaxWrites + 1 + rows_.all().size());
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select_children(), {principal_.tenant.bytes(), parent.bytes(), limit}));
  std::map<Uuid, Stored> found;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(Stored stored, DecodeRow(resource.type(), row));
    const Uuid id = stored.name.id;
    found[id] = std::move(stored);
  }
  for (const WrittenRow& written : rows_.all()) {
    if (written.resource != &resource) continue;
    const Stored& next = written.next;
    if (next.live && !written.erased && next.name.parent == parent) {
      found[next.name.id] = CopyRow(next);
    } else {
      found.erase(next.name.id);
    }
  }
  if (found.size() > kMaxWrites) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_CHILDREN",
                 absl::StrCat("there are more than ", kMaxWrites, " ", resource.type().plural()));
  }
  std::vector<Stored> children;
  for (auto& [id, row] : found) children.push_back(std::move(row));
  return children;
}

absl::StatusOr<std::map<Uuid, Stored>> UnitReads::GetMany(const Resource& resource,
                                                          absl::Span<const Uuid> ids, Lock lock) {
  GUANXI_ASSIGN_OR_RETURN(auto found, ReadMany(resource, ids, lock));
  GUANXI_RETURN_IF_ERROR(rights_.DropHidden(resource, &found));
  return found;
}

absl::StatusOr<std::map<Uuid, Stored>> UnitReads::ReadMany(const Resource& resource,
                                                           absl::Span<const Uuid> ids, Lock lock) {
  std::map<Uuid, Stored> found;
  std::vector<Uuid> sorted(ids.begin(), ids.end());
  std::sort(sorted.begin(), sorted.end());
  for (size_t begin = 0; begin < sorted.size(); begin += kMaxIdsPerSelect) {
    const size_t size = std::min(kMaxIdsPerSelect, sorted.size() - begin);
    const size_t marks = MarksFor(size);
    std::vector<db::Value> values = {principal_.tenant.bytes()};
    AppendIds(absl::MakeConstSpan(sorted).subspan(begin, size), marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx_->Select(resource.SelectMany(marks, lock), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(Stored stored, DecodeRow(resource.type(), row));
      const Uuid id = stored.name.id;
      found[id] = std::move(stored);
    }
  }
  for (const Uuid& id : sorted) {
    const WrittenRow* const written = rows_.Find(resource, id);
    if (written == nullptr) continue;
    if (written->erased) {
      found.erase(id);
    } else {
      found[id] = CopyRow(written->next);
    }
  }
  return found;
}

absl::StatusOr<std::set<ResourceName>> UnitReads::HoldLive(const Resource& resource,
                                                           const std::set<ResourceName>& names,
                                                           Lock lock) {
  std::vector<Uuid> wanted;
  for (const ResourceName& name : names) wanted.push_back(name.id);
  GUANXI_ASSIGN_OR_RETURN(auto rows, GetMany(resource, wanted, lock));
  std::set<ResourceName> live;
  for (auto& [id, row] : rows) {
    if (row.live && names.count(row.name) != 0) live.insert(row.name);
    if (lock == Lock::kExclusive) held_[{&resource, id}] = std::move(row);
  }
  return live;
}

void UnitReads::Newest(const Resource& resource, Stored* row) const {
  const WrittenRow* const written = rows_.Find(resource, row->name.id);
  if (written != nullptr && written->next.step != row->step) *row = CopyRow(written->next);
}

absl::Status UnitReads::CheckEtag(const Resource& resource, absl::string_view etag,
                                  const Stored& row) const {
  if (etag.empty() || etag == "*") return absl::OkStatus();
  const WrittenRow* const written = rows_.Find(resource, row.name.id);
  const bool first = written != nullptr && !written->is_new();
  if (etag == absl::StrCat(first ? written->first->version : row.version)) return absl::OkStatus();
  return StaleEtag(FormatName(resource.type(), row.name));
}

void UnitReads::Forget() {
  external_ids_.clear();
  held_.clear();
  shared_.clear();
  former_.clear();
  rows_.Clear();
}

}  // namespace guanxi::resource
