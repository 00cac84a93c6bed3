#include "common/resource/unit_merges.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/merged_names.h"

namespace guanxi::resource {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

bool CanFold(const ResourceType& type) {
  return type.merged_into_field() != nullptr && type.merged_by_field() != nullptr &&
         type.deletion() == metadata::v1::SOFT;
}

void SetExternalIds(const FieldDescriptor* field, const std::map<std::string, std::string>& ids,
                    Message* message) {
  const auto* reflection = message->GetReflection();
  reflection->ClearField(message, field);
  for (const auto& [system, id] : ids) {
    Message* const entry = reflection->AddMessage(message, field);
    const auto* map = entry->GetReflection();
    map->SetString(entry, field->message_type()->map_key(), system);
    map->SetString(entry, field->message_type()->map_value(), id);
  }
}

}  // namespace

absl::Status UnitMerges::Fold(const Resource& resource, Stored* row, const std::string& survivor,
                              const std::string& merge) {
  const ResourceType& type = resource.type();
  if (!CanFold(type)) {
    return absl::InternalError(absl::StrCat(type.full_type(), " cannot be merged"));
  }
  if (!row->live) return NameNotFound(resource, row->name);
  GUANXI_RETURN_IF_ERROR(work_.rights_.CheckMayWrite(resource, *row));
  GUANXI_RETURN_IF_ERROR(work_.rights_.CheckMayDelete(resource, *row));
  Stored next = CopyRow(*row);
  next.live = false;
  const auto* reflection = next.message->GetReflection();
  reflection->SetString(next.message.get(), type.merged_into_field(), survivor);
  reflection->SetString(next.message.get(), type.merged_by_field(), merge);
  GUANXI_RETURN_IF_ERROR(work_.DeleteOrUndelete(resource, ChangeKind::kDeleted, *row, &next));
  *row = std::move(next);
  return absl::OkStatus();
}

absl::Status UnitMerges::Unfold(const Resource& resource, Stored* row) {
  const ResourceType& type = resource.type();
  if (!CanFold(type) || !IsFolded(type, *row)) return NameNotFound(resource, row->name);
  GUANXI_RETURN_IF_ERROR(work_.rights_.CheckMayWrite(resource, *row));
  Stored next = CopyRow(*row);
  next.live = true;
  const auto* reflection = next.message->GetReflection();
  reflection->ClearField(next.message.get(), type.merged_into_field());
  reflection->ClearField(next.message.get(), type.merged_by_field());
  GUANXI_RETURN_IF_ERROR(work_.DeleteOrUndelete(resource, ChangeKind::kUndeleted, *row, &next));
  *row = std::move(next);
  return absl::OkStatus();
}

absl::StatusOr<bool> UnitMerges::Redirect(const Resource& resource, Stored* row,
                                          const ResourceName& parent, NameFields::Renamed renamed) {
  Stored next = CopyRow(*row);
  if (resource.type().has_parent()) next.name = ChildOf(parent, row->name.id);
  const bool is_moved = !AreSiblings(row->name, next.name);
  const bool is_renamed = resource.type().names().Replace(renamed, next.message.get());
  if (!is_moved && !is_renamed) return false;
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, work_.Record(resource, row, std::move(next)));
  next = CopyRow(*stored);
  if (!is_moved) {
    GUANXI_RETURN_IF_ERROR(
        work_.Derive(resource, ChangeKind::kUpdated, row->message.get(), *next.message));
    work_.Newest(resource, &next);
  }
  *row = std::move(next);
  return true;
}

absl::StatusOr<bool> UnitMerges::Restore(const Resource& resource, const Stored& old,
                                         Message* next) {
  if (SameMessage(*old.message, *next)) return false;
  Stored row = CopyRow(old);
  row.message = CopyMessage(*next);
  row.rest = AlignRest(old.rest, *old.message, *next);
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, work_.Record(resource, &old, std::move(row)));
  SetMessage(*stored->message, next);
  GUANXI_RETURN_IF_ERROR(work_.Derive(resource, ChangeKind::kUpdated, old.message.get(), *next));
  return true;
}

absl::Status UnitMerges::ForwardNames(const Resource& resource, const Message* old, Message* next) {
  const std::set<std::string>& merged = work_.environment_->merged_collections();
  if (merged.empty()) return absl::OkStatus();
  std::set<std::string> kept;  // what is stated already is moved by the merge itself
  if (old != nullptr) {
    const std::unique_ptr<Message> copy = CopyMessage(*old);
    resource.type().names().Replace(
        [&](const FieldDescriptor*, const std::string& text) { return *kept.insert(text).first; },
        copy.get());
  }
  std::map<std::string, std::set<Uuid>> stated;  // by collection
  const auto visit = [&](const FieldDescriptor* field, const std::string& text) {
    std::string collection;
    Uuid id;
    if (!Rules(field).tells_of_merge() && kept.count(text) == 0 && RootOf(text, &collection, &id) &&
        merged.count(collection) != 0) {
      stated[collection].insert(id);
    }
    return text;
  };
  resource.type().names().Replace(visit, next);
  if (stated.empty()) return absl::OkStatus();
  std::map<Uuid, Uuid> ends;
  for (const auto& [collection, ids] : stated) {
    GUANXI_ASSIGN_OR_RETURN(const auto found,
                            FollowMerged(*work_.tx_, work_.principal_.tenant, collection, ids));
    ends.insert(found.begin(), found.end());
  }
  if (ends.empty()) return absl::OkStatus();
  resource.type().names().Replace(
      [&](const FieldDescriptor* field, const std::string& text) {
        std::string collection;
        Uuid id;
        if (Rules(field).tells_of_merge() || kept.count(text) != 0 ||
            !RootOf(text, &collection, &id)) {
          return text;
        }
        const auto end = ends.find(id);
        return end != ends.end() ? WithRoot(text, end->second) : text;
      },
      next);
  return absl::OkStatus();
}

absl::Status UnitMerges::KeepLedIds(const Resource& resource, const Stored& old, Message* next) {
  const ResourceType& type = resource.type();
  const FieldDescriptor* const field = type.external_ids_field();
  if (field == nullptr || type.merged_into_field() == nullptr) return absl::OkStatus();
  const std::vector<ExternalId> before = ExternalIds(type, *old.message);
  std::vector<ExternalId> fresh;
  for (ExternalId& pair : ExternalIds(type, *next)) {
    if (!absl::c_linear_search(before, pair)) fresh.push_back(std::move(pair));
  }
  if (fresh.empty()) return absl::OkStatus();
  const RowRights::Suspended all(&work_.rights_);
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> holders,
                          work_.FindByExternalIds(resource, fresh));
  std::map<std::string, std::string> ids;
  for (ExternalId& pair : ExternalIds(type, *next)) ids.insert(std::move(pair));
  for (size_t i = 0; i < fresh.size(); ++i) {
    if (holders[i] != old.name.id) continue;
    const auto own = absl::c_find_if(
        before, [&](const ExternalId& pair) { return pair.first == fresh[i].first; });
    if (own == before.end()) {
      ids.erase(fresh[i].first);
    } else {
      ids[fresh[i].first] = own->second;
    }
  }
  SetExternalIds(field, ids, next);
  return absl::OkStatus();
}

}  // namespace guanxi::resource
