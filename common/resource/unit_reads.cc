// The reads of a unit of work, and the checks that need them.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/pending_rows.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {
namespace {

constexpr size_t kMaxIdsPerSelect = 256;

size_t NextPowerOfTwo(size_t n) {
  size_t power = 1;
  while (power < n) power *= 2;
  return power;
}

absl::Status NameNotFound(const Resource& resource, const ResourceName& name) {
  return NotFound(resource.type().code(), FormatName(resource.type(), name));
}

}  // namespace

absl::StatusOr<Stored> UnitOfWork::Get(const Resource& resource, const ResourceName& name) {
  const WrittenRow* const written = rows_.Find(resource, name.id);
  if (written != nullptr) {
    if (written->erased || written->next.name.parent != name.parent) {
      return NameNotFound(resource, name);
    }
    return CopyRow(written->next);
  }
  if (const auto held = held_.find({&resource, name.id}); held != held_.end()) {
    if (held->second.name.parent != name.parent) return NameNotFound(resource, name);
    return CopyRow(held->second);
  }
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select_locked(), {principal_.tenant.bytes(), name.id.bytes()}));
  if (rows.empty()) return NameNotFound(resource, name);
  GUANXI_ASSIGN_OR_RETURN(Stored row, DecodeRow(resource.type(), rows[0]));
  if (row.name.parent != name.parent) return NameNotFound(resource, name);
  return row;
}

absl::StatusOr<Stored> UnitOfWork::GetLive(const Resource& resource, const ResourceName& name) {
  GUANXI_ASSIGN_OR_RETURN(Stored row, Get(resource, name));
  if (!row.live) return NameNotFound(resource, name);
  return row;
}

absl::Status UnitOfWork::Share(const Resource& resource, const ResourceName& name) {
  const WrittenRow* const written = rows_.Find(resource, name.id);
  if (written != nullptr) return GetLive(resource, name).status();
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select_live_shared(), {principal_.tenant.bytes(), name.id.bytes()}));
  if (rows.empty() || !rows[0].Bool(2)) return NameNotFound(resource, name);
  if (resource.type().has_parent() && rows[0].String(1) != name.parent.bytes()) {
    return NameNotFound(resource, name);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Stored>> UnitOfWork::ReadShared(const Resource& resource,
                                                             const ResourceName& name) {
  std::optional<Stored> found;
  const WrittenRow* const written = rows_.Find(resource, name.id);
  if (written != nullptr) {
    if (!written->erased) found = CopyRow(written->next);
  } else {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx_->Select(resource.select_shared(), {principal_.tenant.bytes(), name.id.bytes()}));
    if (!rows.empty()) {
      GUANXI_ASSIGN_OR_RETURN(found, DecodeRow(resource.type(), rows[0]));
    }
  }
  if (found.has_value() && (!found->live || found->name.parent != name.parent)) found.reset();
  return found;
}

absl::StatusOr<std::vector<Stored>> UnitOfWork::ListByParent(const Resource& resource,
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

absl::StatusOr<std::map<Uuid, Stored>> UnitOfWork::GetMany(const Resource& resource,
                                                           absl::Span<const Uuid> ids, Lock lock) {
  std::map<Uuid, Stored> found;
  std::vector<Uuid> sorted(ids.begin(), ids.end());
  std::sort(sorted.begin(), sorted.end());
  for (size_t begin = 0; begin < sorted.size(); begin += kMaxIdsPerSelect) {
    const size_t size = std::min(kMaxIdsPerSelect, sorted.size() - begin);
    const size_t marks = NextPowerOfTwo(size);
    std::vector<db::Value> values = {principal_.tenant.bytes()};
    for (size_t i = 0; i < marks; ++i) {
      values.emplace_back(sorted[begin + std::min(i, size - 1)].bytes());
    }
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

absl::StatusOr<std::set<Uuid>> UnitOfWork::HoldLive(const Resource& resource,
                                                    const std::set<Uuid>& ids, Lock lock) {
  const std::vector<Uuid> wanted(ids.begin(), ids.end());
  GUANXI_ASSIGN_OR_RETURN(auto rows, GetMany(resource, wanted, lock));
  std::set<Uuid> live;
  for (auto& [id, row] : rows) {
    if (row.live) live.insert(id);
    if (lock == Lock::kExclusive) held_[{&resource, id}] = std::move(row);
  }
  return live;
}

absl::StatusOr<std::vector<Uuid>> UnitOfWork::FindByExternalIds(
    const Resource& resource, absl::Span<const ExternalId> external_ids) {
  std::vector<ExternalId> wanted(external_ids.begin(), external_ids.end());
  for (ExternalId& pair : wanted) pair.second = NormalExternalId(pair.second);
  // A system at a time: a range of the key for each of many pairs takes the database longer to plan
  // than to read.
  std::map<std::string, std::vector<std::string>> by_system;
  for (const auto& [system, value] : wanted) by_system[system].push_back(value);
  std::map<ExternalId, Uuid> found;
  for (const auto& [system, ids] : by_system) {
    for (size_t begin = 0; begin < ids.size(); begin += kMaxIdsPerSelect) {
      const size_t size = std::min(kMaxIdsPerSelect, ids.size() - begin);
      const size_t marks = NextPowerOfTwo(size);
      std::vector<db::Value> values = {principal_.tenant.bytes(), resource.type().number(), system};
      for (size_t i = 0; i < marks; ++i) {
        values.emplace_back(ids[begin + std::min(i, size - 1)]);
      }
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(SelectByExternalIds(marks), values));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
        found[{system, NormalExternalId(row.String(0))}] = id;
      }
    }
  }
  std::vector<Uuid> ids;
  for (const ExternalId& pair : wanted) {
    const auto stored = found.find(pair);
    ids.push_back(
        PendingHolder(resource, pair).value_or(stored != found.end() ? stored->second : Uuid()));
  }
  return ids;
}

std::optional<Uuid> UnitOfWork::PendingHolder(const Resource& resource,
                                              const ExternalId& external_id) const {
  const auto found = external_ids_.find({&resource, external_id});
  if (found == external_ids_.end()) return std::nullopt;
  return found->second;
}

absl::Status UnitOfWork::Taken(const Resource& resource, absl::string_view type,
                               absl::string_view what, const Uuid& holder) {
  const WrittenRow* const written = rows_.Find(resource, holder);
  if (written != nullptr && written->is_new()) return AlreadyExists(type, what);
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select(), {principal_.tenant.bytes(), holder.bytes()}));
  if (rows.empty()) return AlreadyExists(type, what);
  GUANXI_ASSIGN_OR_RETURN(const Stored row, DecodeRow(resource.type(), rows[0]));
  return AlreadyTaken(type, what, FormatName(resource.type(), row.name), !row.live);
}

absl::Status UnitOfWork::CheckFree(const Resource& resource, absl::Span<const ResourceName> fresh) {
  std::vector<Uuid> ids;
  for (const ResourceName& name : fresh) ids.push_back(name.id);
  GUANXI_ASSIGN_OR_RETURN(const auto taken, GetMany(resource, ids));
  for (const ResourceName& name : fresh) {
    if (taken.count(name.id) != 0) {
      return Taken(resource, resource.type().code(), FormatName(resource.type(), name), name.id);
    }
  }
  return absl::OkStatus();
}

absl::Status UnitOfWork::CheckExternalIdsFree(const Resource& resource, const Uuid& id,
                                              const google::protobuf::Message& next,
                                              absl::string_view path, Against against) {
  if (resource.type().external_ids_field() == nullptr) return absl::OkStatus();
  const std::vector<ExternalId> pairs = ExternalIds(resource.type(), next);
  std::vector<Uuid> holders;
  if (against == Against::kAll) {
    GUANXI_ASSIGN_OR_RETURN(holders, FindByExternalIds(resource, pairs));
  } else {
    for (const ExternalId& pair : pairs) {
      holders.push_back(PendingHolder(resource, pair).value_or(Uuid()));
    }
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!holders[i].IsNil() && holders[i] != id) {
      return Taken(resource, "EXTERNAL_ID", absl::StrCat(path, ".external_ids.", pairs[i].first),
                   holders[i]);
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
