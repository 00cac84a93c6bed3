// Who has ids and external ids, by what is stored and by what the unit of work wrote.
#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/id_marks.h"
#include "common/resource/merged_names.h"
#include "common/resource/unit_reads.h"

namespace guanxi::resource {
namespace {

// The last versions of records that were erased: an id may be theirs again.
db::Query SelectFormer(size_t marks) {
  return {"change.select_last",
          absl::StrCat("SELECT c.resource_id, MAX(c.sequence) FROM changes c WHERE c.tenant_id = ? "
                       "AND c.resource_type = ? AND c.resource_id IN (",
                       Marks(marks), ") GROUP BY c.resource_id")};
}

}  // namespace

absl::StatusOr<std::vector<Uuid>> UnitReads::FindByExternalIds(
    const Resource& resource, absl::Span<const ExternalId> external_ids) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> ids, FindAllByExternalIds(resource, external_ids));
  GUANXI_RETURN_IF_ERROR(FollowHolders(resource, &ids));
  GUANXI_ASSIGN_OR_RETURN(const bool hides, HidesRows(resource));
  if (!hides) return ids;
  std::vector<Uuid> known;
  for (const Uuid& id : ids) {
    if (!id.IsNil()) known.push_back(id);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto rows, GetMany(resource, known, Lock::kNone));
  for (Uuid& id : ids) {
    if (rows.count(id) == 0) id = Uuid();
  }
  return ids;
}

absl::StatusOr<std::vector<Uuid>> UnitReads::FindAllByExternalIds(
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
      const size_t marks = MarksFor(size);
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

absl::Status UnitReads::FollowHolders(const Resource& resource, std::vector<Uuid>* holders) const {
  if (resource.type().merged_into_field() == nullptr) return absl::OkStatus();
  std::set<Uuid> ids(holders->begin(), holders->end());
  ids.erase(Uuid());
  if (ids.empty()) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(
      const auto ends,
      FollowMerged(*tx_, principal_.tenant, resource.type().collections().front(), ids));
  for (Uuid& id : *holders) {
    if (const auto end = ends.find(id); end != ends.end()) id = end->second;
  }
  return absl::OkStatus();
}

std::optional<Uuid> UnitReads::PendingHolder(const Resource& resource,
                                             const ExternalId& external_id) const {
  const auto found = external_ids_.find({&resource, external_id});
  if (found == external_ids_.end()) return std::nullopt;
  return found->second;
}

absl::Status UnitReads::Taken(const Resource& resource, absl::string_view type,
                              absl::string_view what, const Uuid& holder) {
  const WrittenRow* const written = rows_.Find(resource, holder);
  if (written != nullptr && written->is_new()) return AlreadyExists(type, what);
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(resource.select(), {principal_.tenant.bytes(), holder.bytes()}));
  if (rows.empty()) return AlreadyExists(type, what);
  GUANXI_ASSIGN_OR_RETURN(const Stored row, DecodeRow(resource.type(), rows[0]));
  GUANXI_ASSIGN_OR_RETURN(const bool is_seen, rights_.Reaches(resource, Use::kName, row));
  if (!is_seen) return AlreadyExists(type, what);
  return AlreadyTaken(type, what, FormatName(resource.type(), row.name), !row.live);
}

absl::Status UnitReads::CheckFree(const Resource& resource, absl::Span<const ResourceName> fresh) {
  std::vector<Uuid> ids;
  for (const ResourceName& name : fresh) ids.push_back(name.id);
  GUANXI_ASSIGN_OR_RETURN(const auto taken, ReadMany(resource, ids, Lock::kExclusive));
  for (const ResourceName& name : fresh) {
    if (taken.count(name.id) != 0) {
      return Taken(resource, resource.type().code(), FormatName(resource.type(), name), name.id);
    }
  }
  const bool erases = resource.type().deletion() == metadata::v1::HARD;
  return erases ? ReadFormerVersions(resource, ids) : absl::OkStatus();
}

absl::Status UnitReads::ReadFormerVersions(const Resource& resource, const std::vector<Uuid>& ids) {
  for (size_t begin = 0; begin < ids.size(); begin += kMaxIdsPerSelect) {
    const auto part = absl::MakeConstSpan(ids).subspan(begin, kMaxIdsPerSelect);
    const size_t marks = MarksFor(part.size());
    std::vector<db::Value> values = {principal_.tenant.bytes(), resource.type().singular()};
    AppendIds(part, marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(SelectFormer(marks), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      former_[{&resource, id}] = row.Int64(1);
    }
  }
  return absl::OkStatus();
}

int64_t UnitReads::FormerVersion(const Resource& resource, const Uuid& id) const {
  const auto found = former_.find({&resource, id});
  return found != former_.end() ? found->second : 0;
}

absl::Status UnitReads::CheckExternalIdsFree(const Resource& resource, const Uuid& id,
                                             const google::protobuf::Message& next,
                                             absl::string_view path, Against against) {
  if (resource.type().external_ids_field() == nullptr) return absl::OkStatus();
  const std::vector<ExternalId> pairs = ExternalIds(resource.type(), next);
  std::vector<Uuid> holders;
  if (against == Against::kAll) {
    GUANXI_ASSIGN_OR_RETURN(holders, FindAllByExternalIds(resource, pairs));
  } else {
    for (const ExternalId& pair : pairs) {
      holders.push_back(PendingHolder(resource, pair).value_or(Uuid()));
    }
  }
  // What leads to the record by way of those that were merged into it is not somebody else's.
  std::vector<Uuid> led = holders;
  for (Uuid& holder : led) holder = holder == id ? Uuid() : holder;
  GUANXI_RETURN_IF_ERROR(FollowHolders(resource, &led));
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (!led[i].IsNil() && led[i] != id) {
      return Taken(resource, "EXTERNAL_ID", absl::StrCat(path, ".external_ids.", pairs[i].first),
                   holders[i]);
    }
  }
  return absl::OkStatus();
}

void UnitReads::NoteExternalIds(const Resource& resource, const Stored* old, const Stored& next) {
  if (resource.type().external_ids_field() == nullptr) return;
  if (old != nullptr) {
    for (ExternalId& pair : ExternalIds(resource.type(), *old->message)) {
      external_ids_[{&resource, std::move(pair)}] = Uuid();
    }
  }
  for (ExternalId& pair : ExternalIds(resource.type(), *next.message)) {
    external_ids_[{&resource, std::move(pair)}] = next.name.id;
  }
}

}  // namespace guanxi::resource
