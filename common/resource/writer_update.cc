// Update and BatchUpdate.
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/batch_fields.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/resource/request_fields.h"
#include "common/resource/writer.h"

namespace guanxi::resource {

using google::protobuf::Message;

absl::StatusOr<Writer::UpdateEntry> Writer::ParseUpdate(const rpc::Call& call,
                                                        const Message& request,
                                                        const std::string& path) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, path, type.singular()));
  const std::string at = JoinPath(path, type.singular());
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName name,
      ParseName(type, StringField(*given, "name"), JoinPath(at, "name"),
                type.external_ids_field() != nullptr ? Wildcard::kAllow : Wildcard::kRefuse));
  GUANXI_ASSIGN_OR_RETURN(std::string etag,
                          StatedEtag(call, StringField(*given, "etag"), JoinPath(at, "etag")));
  auto mask = mask::Mask::ForUpdate(MaskField(request, "update_mask"), *given);
  if (!mask.ok()) return UnderPath(path, mask.status());
  // If-Match is a condition that only what exists can meet.
  const bool allow_missing = BoolField(request, "allow_missing") && call.if_match.empty();
  return UpdateEntry{given, at, name, *std::move(mask), std::move(etag), allow_missing};
}

absl::Status Writer::Resolve(UnitOfWork& work, const UpdateEntry& entry, ResourceName* name) const {
  *name = entry.name;
  if (!name->id.IsNil()) return absl::OkStatus();
  const std::vector<ExternalId> external_ids = ExternalIds(resource_->type(), *entry.given);
  const std::string path = JoinPath(entry.path, "external_ids");
  if (external_ids.empty()) return InvalidField(path, "is required with the id \"-\"");
  GUANXI_ASSIGN_OR_RETURN(const auto holders, work.FindByExternalIds(*resource_, external_ids));
  for (const Uuid& holder : holders) {
    if (holder.IsNil()) continue;
    if (!name->id.IsNil() && name->id != holder) {
      return AlreadyExists("EXTERNAL_ID",
                           absl::StrCat(path, ", which belong to different resources,"));
    }
    name->id = holder;
  }
  return absl::OkStatus();
}

absl::Status Writer::UpdateOne(UnitOfWork& work, const UpdateEntry& entry, const Stored& old,
                               Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_RETURN_IF_ERROR(UnitOfWork::CheckEtag(*resource_, entry.etag, old));
  std::unique_ptr<Message> next = CopyMessage(*old.message);
  entry.mask.Apply(*entry.given, next.get());
  type.output_only().Restore(*old.message, next.get());
  if (type.custom_field() != nullptr && entry.mask.Covers(type.custom_field()->name())) {
    GUANXI_ASSIGN_OR_RETURN(const CustomFields* const fields,
                            work.FieldsFor(type, old.message.get(), *next));
    KeepRetired(type, *fields, *old.message, next.get());
  }
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(*resource_, old.name.id, *next, entry.path));
  GUANXI_RETURN_IF_ERROR(UnderPath(entry.path, work.Update(*resource_, old, next.get()).status()));
  response->CopyFrom(*next);
  return absl::OkStatus();
}

absl::Status Writer::Upsert(UnitOfWork& work, const UpdateEntry& entry, ResourceName name,
                            const Stored* old, Message* response) const {
  const ResourceType& type = resource_->type();
  const bool found = old != nullptr && old->live && old->name.parent == name.parent;
  if (found) return UpdateOne(work, entry, *old, response);
  if (!entry.allow_missing) {
    return NotFound(type.code(),
                    name.id.IsNil() ? StringField(*entry.given, "name") : FormatName(type, name));
  }
  if (old != nullptr) return work.CheckFree(*resource_, {name});  // says who has the id
  auto against = UnitOfWork::Against::kAll;
  if (name.id.IsNil()) {
    name.id = work.environment().uuids().Next();
    against = UnitOfWork::Against::kThisUnit;  // Resolve has looked for others
  }
  return Insert(work, name, *entry.given, entry.path, against, response);
}

absl::Status Writer::UpdateAll(UnitOfWork& work, const std::vector<UpdateEntry>& entries,
                               const std::vector<Message*>& responses) const {
  std::set<Uuid> parents, ids;
  std::set<ExternalId> fresh;
  for (const UpdateEntry& entry : entries) parents.insert(entry.name.parent);
  GUANXI_RETURN_IF_ERROR(CheckParents(work, parents));
  BatchErrors errors;
  std::vector<ResourceName> names(entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(errors.Add(Resolve(work, entries[i], &names[i])));
    // One resource has many names: `-`, digits in either case.
    bool twice = false;
    if (!names[i].id.IsNil()) {
      twice = !ids.insert(names[i].id).second;
    } else {
      for (ExternalId& id : ExternalIds(resource_->type(), *entries[i].given)) {
        twice = !fresh.insert(std::move(id)).second || twice;
      }
    }
    if (!twice) continue;
    GUANXI_RETURN_IF_ERROR(errors.Add(InvalidField(
        JoinPath(entries[i].path, "name"), "means a resource that an earlier entry means")));
  }
  GUANXI_RETURN_IF_ERROR(errors.ToStatus());
  GUANXI_ASSIGN_OR_RETURN(const auto rows,
                          work.GetMany(*resource_, std::vector<Uuid>(ids.begin(), ids.end())));
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto row = rows.find(names[i].id);
    GUANXI_RETURN_IF_ERROR(errors.Add(Upsert(
        work, entries[i], names[i], row != rows.end() ? &row->second : nullptr, responses[i])));
  }
  return errors.ToStatus();
}

absl::Status Writer::Update(const rpc::Call& call, const Message& request,
                            Message* response) const {
  std::vector<UpdateEntry> entries;
  GUANXI_ASSIGN_OR_RETURN(UpdateEntry entry, ParseUpdate(call, request, ""));
  entries.push_back(std::move(entry));
  return engine_->Mutate(call, request, {}, response,
                         [&](UnitOfWork& work) { return UpdateAll(work, entries, {response}); });
}

absl::Status Writer::BatchUpdate(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(const auto requests, BatchEntries(request));
  GUANXI_ASSIGN_OR_RETURN(const BatchParent parent, BatchParent::Of(resource_->type(), request));
  std::vector<UpdateEntry> entries;
  BatchErrors errors;
  for (size_t i = 0; i < requests.size(); ++i) {
    auto entry = ParseUpdate(call, *requests[i], EntryPath(i));
    GUANXI_RETURN_IF_ERROR(errors.Add(
        entry.ok() ? parent.Check(entry->name, JoinPath(entry->path, "name")) : entry.status()));
    if (entry.ok()) entries.push_back(*std::move(entry));
  }
  GUANXI_RETURN_IF_ERROR(errors.ToStatus());
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    std::vector<Message*> responses;
    for (size_t i = 0; i < entries.size(); ++i) {
      responses.push_back(AddMessage(resource_->type().plural(), response));
    }
    return UpdateAll(work, entries, responses);
  });
}

}  // namespace guanxi::resource
