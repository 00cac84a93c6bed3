#include "common/resource/writer.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/mask/mask.h"
#include "common/resource/batch_fields.h"
#include "common/resource/request_fields.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;

// Puts the path to the resource in the request before the violations' own paths.
absl::Status WithPath(const std::string& path, const absl::Status& status) {
  if (Reason(status) != "INVALID_FIELD") return status;
  Violations violations;
  violations.AddAll(path, status);
  return violations.ToStatus();
}

absl::StatusOr<const Message*> RequiredMessage(const Message& request, const std::string& path,
                                               const std::string& field) {
  const Message* message = MessageField(request, field);
  if (message == nullptr) return InvalidField(absl::StrCat(path, field), "is required");
  return message;
}

std::unique_ptr<Message> Copy(const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

}  // namespace

absl::StatusOr<ResourceName> Writer::NewName(const Message& request, const std::string& path,
                                             bool* chosen) const {
  ResourceName name;
  const std::string field = absl::StrCat(resource_->type().singular(), "_id");
  const std::string id = StringField(request, field);
  *chosen = !id.empty();
  if (!*chosen) {
    name.id = engine_->environment().uuids().Next();
    return name;
  }
  const auto parsed = Uuid::Parse(id);
  if (!parsed.ok()) return InvalidField(absl::StrCat(path, field), parsed.status().message());
  if (parsed->IsNil()) return InvalidField(absl::StrCat(path, field), "must not be nil");
  name.id = *parsed;
  return name;
}

absl::Status Writer::CheckParent(UnitOfWork& work, const Uuid& parent) const {
  if (parent_ == nullptr) return absl::OkStatus();
  ResourceName name;
  name.id = parent;
  return work.GetLive(*parent_, name).status();
}

absl::Status Writer::CreateOne(UnitOfWork& work, const Message& request, const std::string& path,
                               const ResourceName& name, Message* response) const {
  const std::string& field = resource_->type().singular();
  GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, path, field));
  return InsertMissing(work, name, *given, absl::StrCat(path, field), response);
}

absl::Status Writer::InsertMissing(UnitOfWork& work, const ResourceName& name, const Message& given,
                                   const std::string& path, Message* response) const {
  std::unique_ptr<Message> next = Copy(given);
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(*resource_, name.id, *next, path));
  GUANXI_RETURN_IF_ERROR(WithPath(path, work.Insert(*resource_, name, next.get())));
  response->CopyFrom(*next);
  return absl::OkStatus();
}

absl::Status Writer::Create(const rpc::Call& call, const Message& request,
                            Message* response) const {
  bool chosen = false;
  GUANXI_ASSIGN_OR_RETURN(ResourceName name, NewName(request, "", &chosen));
  if (resource_->type().has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(name.parent,
                            ParseParent(resource_->type(), StringField(request, "parent"), "parent",
                                        Wildcard::kRefuse));
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParent(work, name.parent));
    if (chosen) GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, {name}));
    return CreateOne(work, request, "", name, response);
  });
}

absl::Status Writer::BatchCreate(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto entries, BatchEntries(request));
  Uuid parent;
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        parent, ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kRefuse));
  }
  std::vector<ResourceName> names, fresh;
  std::set<Uuid> seen;
  for (size_t i = 0; i < entries.size(); ++i) {
    bool chosen = false;
    const std::string path = absl::StrCat("requests[", i, "].");
    GUANXI_ASSIGN_OR_RETURN(ResourceName name, NewName(*entries[i], path, &chosen));
    name.parent = parent;
    if (!seen.insert(name.id).second) {
      return InvalidField(absl::StrCat(path, type.singular(), "_id"), "stands twice in the batch");
    }
    names.push_back(name);
    if (chosen) fresh.push_back(name);
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParent(work, parent));
    if (!fresh.empty()) GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, fresh));
    for (size_t i = 0; i < entries.size(); ++i) {
      GUANXI_RETURN_IF_ERROR(CreateOne(work, *entries[i], absl::StrCat("requests[", i, "]."),
                                       names[i], AddMessage(type.plural(), response)));
    }
    return absl::OkStatus();
  });
}

absl::Status Writer::ResolveWildcard(UnitOfWork& work, const Message& given,
                                     const std::string& path, ResourceName* name) const {
  if (!name->id.IsNil()) return absl::OkStatus();
  const std::vector<ExternalId> external_ids = ExternalIds(resource_->type(), given);
  if (external_ids.empty()) {
    return InvalidField(absl::StrCat(path, ".external_ids"), "is required with the id \"-\"");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto holders, work.FindByExternalIds(*resource_, external_ids));
  for (const Uuid& holder : holders) {
    if (holder.IsNil()) continue;
    if (!name->id.IsNil() && name->id != holder) {
      return AlreadyExists("EXTERNAL_ID", absl::StrCat(path,
                                                       ".external_ids, which belong to "
                                                       "different resources,"));
    }
    name->id = holder;
  }
  return absl::OkStatus();
}

absl::StatusOr<ResourceName> Writer::NameToUpdate(const Message& request,
                                                  const std::string& prefix) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, prefix, type.singular()));
  const bool by_external_id = type.external_ids_field() != nullptr;
  return ParseName(type, StringField(*given, "name"),
                   absl::StrCat(prefix, type.singular(), ".name"),
                   by_external_id ? Wildcard::kAllow : Wildcard::kRefuse);
}

absl::Status Writer::UpdateOne(UnitOfWork& work, const Message& request, const std::string& prefix,
                               std::set<Uuid>* touched, Message* response) const {
  const ResourceType& type = resource_->type();
  const std::string path = absl::StrCat(prefix, type.singular());
  GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, prefix, type.singular()));
  GUANXI_ASSIGN_OR_RETURN(ResourceName name, NameToUpdate(request, prefix));
  GUANXI_RETURN_IF_ERROR(CheckParent(work, name.parent));
  GUANXI_RETURN_IF_ERROR(ResolveWildcard(work, *given, path, &name));
  const bool allow_missing = BoolField(request, "allow_missing");
  if (name.id.IsNil()) {
    if (!allow_missing) return NotFound(type.code(), StringField(*given, "name"));
    name.id = work.environment().uuids().Next();
    touched->insert(name.id);
    return InsertMissing(work, name, *given, path, response);
  }
  if (!touched->insert(name.id).second) {
    return InvalidField(absl::StrCat(path, ".name"),
                        "means a resource that an earlier entry means");
  }
  auto old = work.GetLive(*resource_, name);
  if (!old.ok()) {
    if (old.status().code() != absl::StatusCode::kNotFound || !allow_missing) return old.status();
    GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, {name}));  // it may be deleted
    return InsertMissing(work, name, *given, path, response);
  }
  GUANXI_RETURN_IF_ERROR(UnitOfWork::CheckEtag(*resource_, StringField(*given, "etag"), *old));
  GUANXI_ASSIGN_OR_RETURN(const mask::Mask update_mask,
                          mask::Mask::ForUpdate(MaskField(request, "update_mask"), *given));
  std::unique_ptr<Message> next = Copy(*old->message);
  update_mask.Apply(*given, next.get());
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(*resource_, name.id, *next, path));
  const auto changed = work.Update(*resource_, *old, next.get());
  if (!changed.ok()) return WithPath(path, changed.status());
  response->CopyFrom(*next);
  return absl::OkStatus();
}

absl::Status Writer::Update(const rpc::Call& call, const Message& request,
                            Message* response) const {
  // A bad mask never costs a connection.
  if (const Message* given = MessageField(request, resource_->type().singular())) {
    GUANXI_RETURN_IF_ERROR(
        mask::Mask::ForUpdate(MaskField(request, "update_mask"), *given).status());
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    std::set<Uuid> touched;
    return UpdateOne(work, request, "", &touched, response);
  });
}

absl::Status Writer::BatchUpdate(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto entries, BatchEntries(request));
  GUANXI_ASSIGN_OR_RETURN(const BatchParent parent, BatchParent::Of(type, request));
  Violations violations;
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::string path = absl::StrCat("requests[", i, "].");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, NameToUpdate(*entries[i], path));
    parent.Check(name, absl::StrCat(path, type.singular(), ".name"), &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    // One resource has many names: `-`, digits in either case.
    std::set<Uuid> touched;
    for (size_t i = 0; i < entries.size(); ++i) {
      GUANXI_RETURN_IF_ERROR(UpdateOne(work, *entries[i], absl::StrCat("requests[", i, "]."),
                                       &touched, AddMessage(type.plural(), response)));
    }
    return absl::OkStatus();
  });
}

absl::Status Writer::Delete(const rpc::Call& call, const Message& request,
                            Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          ParseName(resource_->type(), StringField(request, "name"), "name"));
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParent(work, name.parent));
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.GetLive(*resource_, name));
    GUANXI_RETURN_IF_ERROR(UnitOfWork::CheckEtag(*resource_, StringField(request, "etag"), row));
    GUANXI_RETURN_IF_ERROR(work.Delete(*resource_, &row));
    response->CopyFrom(*row.message);
    return absl::OkStatus();
  });
}

absl::Status Writer::Undelete(const rpc::Call& call, const Message& request,
                              Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          ParseName(resource_->type(), StringField(request, "name"), "name"));
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParent(work, name.parent));
    GUANXI_ASSIGN_OR_RETURN(Stored row, work.Get(*resource_, name));
    GUANXI_RETURN_IF_ERROR(UnitOfWork::CheckEtag(*resource_, StringField(request, "etag"), row));
    GUANXI_RETURN_IF_ERROR(work.Undelete(*resource_, &row));
    response->CopyFrom(*row.message);
    return absl::OkStatus();
  });
}

absl::Status Writer::BatchDelete(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto names, BatchNames(type, request));
  std::vector<Uuid> ids;
  std::set<Uuid> parents;
  for (const ResourceName& name : names) {
    ids.push_back(name.id);
    parents.insert(name.parent);
  }
  if (std::set<Uuid>(ids.begin(), ids.end()).size() != ids.size()) {
    return InvalidField("names", "a name stands twice in the batch");
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    for (const Uuid& parent : parents) GUANXI_RETURN_IF_ERROR(CheckParent(work, parent));
    GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*resource_, ids));
    for (size_t i = 0; i < ids.size(); ++i) {
      const auto row = rows.find(ids[i]);
      if (row == rows.end() || !row->second.live || row->second.name.parent != names[i].parent) {
        return NotFound(type.code(), FormatName(type, names[i]));
      }
      GUANXI_RETURN_IF_ERROR(work.Delete(*resource_, &row->second));
      AddMessage(type.plural(), response)->CopyFrom(*row->second.message);
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::resource
