#include "common/resource/writer.h"

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/batch_fields.h"
#include "common/resource/request_fields.h"

namespace guanxi::resource {

using google::protobuf::Message;

absl::StatusOr<ResourceName> Writer::NewName(const Message& request, const std::string& path,
                                             bool* chosen) const {
  ResourceName name;
  const ResourceType& type = resource_->type();
  if (!type.edge_between().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, path, type.singular()));
    *chosen = true;
    GUANXI_ASSIGN_OR_RETURN(name.id, EdgeId(type, *given, JoinPath(path, type.singular())));
    return name;
  }
  const std::string field = absl::StrCat(type.singular(), "_id");
  const std::string id = StringField(request, field);
  *chosen = !id.empty();
  if (!*chosen) {
    name.id = engine_->environment().uuids().Next();
    return name;
  }
  const auto parsed = Uuid::Parse(id);
  if (!parsed.ok()) return InvalidField(JoinPath(path, field), parsed.status().message());
  if (parsed->IsNil()) return InvalidField(JoinPath(path, field), "must not be nil");
  name.id = *parsed;
  return name;
}

absl::Status Writer::CheckParents(UnitOfWork& work, const std::set<ResourceName>& parents) const {
  if (parent_ == nullptr) return absl::OkStatus();
  if (const Resource* const above = parent_->links().parent; above != nullptr) {
    std::set<ResourceName> tops;
    for (const ResourceName& parent : parents) tops.insert(ParentOf(parent));
    for (const ResourceName& top : tops) GUANXI_RETURN_IF_ERROR(work.Share(*above, top));
  }
  for (const ResourceName& parent : parents) {
    GUANXI_RETURN_IF_ERROR(resource_->hooks().derives_into_parent
                               ? work.GetLive(*parent_, parent).status()
                               : work.Share(*parent_, parent));
  }
  return absl::OkStatus();
}

absl::Status Writer::CreateOne(UnitOfWork& work, const Message& request, const std::string& path,
                               const ResourceName& name, Message* response) const {
  const std::string& field = resource_->type().singular();
  GUANXI_ASSIGN_OR_RETURN(const Message* given, RequiredMessage(request, path, field));
  return Insert(work, name, *given, JoinPath(path, field), UnitOfWork::Against::kAll, response);
}

absl::Status Writer::Insert(UnitOfWork& work, const ResourceName& name, const Message& given,
                            const std::string& path, UnitOfWork::Against against,
                            Message* response) const {
  std::unique_ptr<Message> next = CopyMessage(given);
  resource_->type().output_only().Clear(next.get());
  GUANXI_RETURN_IF_ERROR(work.CheckExternalIdsFree(*resource_, name.id, *next, path, against));
  GUANXI_RETURN_IF_ERROR(UnderPath(path, work.Insert(*resource_, name, next.get())));
  work.Answer(*resource_, name.id, *next, response);
  return absl::OkStatus();
}

absl::Status Writer::Create(const rpc::Call& call, const Message& request,
                            Message* response) const {
  return CreateAfter(call, request, response, [](UnitOfWork&) { return absl::OkStatus(); });
}

absl::Status Writer::CreateAfter(const rpc::Call& call, const Message& request, Message* response,
                                 Before before) const {
  bool chosen = false;
  GUANXI_ASSIGN_OR_RETURN(ResourceName name, NewName(request, "", &chosen));
  if (resource_->type().has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName parent,
                            ParseParent(resource_->type(), StringField(request, "parent"), "parent",
                                        Wildcard::kRefuse));
    name = ChildOf(parent, name.id);
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParents(work, {ParentOf(name)}));
    if (chosen) GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, {name}));
    GUANXI_RETURN_IF_ERROR(before(work));
    return CreateOne(work, request, "", name, response);
  });
}

absl::StatusOr<std::vector<NewEntry>> Writer::NewEntries(const Message& request) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto requests, BatchEntries(request));
  ResourceName parent;
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        parent, ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kRefuse));
  }
  std::vector<NewEntry> entries;
  std::set<Uuid> seen;
  BatchErrors errors;
  for (size_t i = 0; i < requests.size(); ++i) {
    NewEntry entry{requests[i], {}, false};
    auto name = NewName(*requests[i], EntryPath(i), &entry.chosen);
    if (name.ok() && !seen.insert(name->id).second) {
      name = InvalidField(
          JoinPath(EntryPath(i), type.edge_between().empty() ? absl::StrCat(type.singular(), "_id")
                                                             : type.singular()),
          "stands twice in the batch");
    }
    GUANXI_RETURN_IF_ERROR(errors.Add(name.status()));
    if (!name.ok()) continue;
    entry.name = ChildOf(parent, name->id);
    entries.push_back(entry);
  }
  GUANXI_RETURN_IF_ERROR(errors.ToStatus());
  return entries;
}

absl::Status Writer::BatchCreate(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  GUANXI_ASSIGN_OR_RETURN(const auto entries, NewEntries(request));
  std::vector<ResourceName> chosen;
  for (const NewEntry& entry : entries) {
    if (entry.chosen) chosen.push_back(entry.name);
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParents(work, {ParentOf(entries[0].name)}));
    if (!chosen.empty()) GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, chosen));
    BatchErrors errors;
    for (size_t i = 0; i < entries.size(); ++i) {
      GUANXI_RETURN_IF_ERROR(
          errors.Add(CreateOne(work, *entries[i].request, EntryPath(i), entries[i].name,
                               AddMessage(resource_->type().plural(), response))));
    }
    return errors.ToStatus();
  });
}

absl::Status Writer::Delete(const rpc::Call& call, const Message& request,
                            Message* response) const {
  return ChangeOne(call, request, response, /*live=*/true,
                   [this](UnitOfWork& work, Stored* row) { return work.Delete(*resource_, row); });
}

absl::Status Writer::Undelete(const rpc::Call& call, const Message& request,
                              Message* response) const {
  return ChangeOne(call, request, response, /*live=*/false, [this](UnitOfWork& work, Stored* row) {
    return work.Undelete(*resource_, row);
  });
}

absl::Status Writer::ChangeOne(const rpc::Call& call, const Message& request, Message* response,
                               bool live, RowChange change) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          ParseName(resource_->type(), StringField(request, "name"), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          StatedEtag(call, StringField(request, "etag"), "etag"));
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParents(work, {ParentOf(name)}));
    GUANXI_ASSIGN_OR_RETURN(Stored row,
                            live ? work.GetLive(*resource_, name) : work.Get(*resource_, name));
    GUANXI_RETURN_IF_ERROR(work.CheckEtag(*resource_, etag, row));
    GUANXI_RETURN_IF_ERROR(change(work, &row));
    work.Answer(*resource_, name.id, *row.message, response);
    return absl::OkStatus();
  });
}

absl::Status Writer::BatchDelete(const rpc::Call& call, const Message& request,
                                 Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_ASSIGN_OR_RETURN(const auto names, BatchNames(type, request));
  std::vector<Uuid> ids;
  std::set<ResourceName> parents;
  for (const ResourceName& name : names) {
    ids.push_back(name.id);
    parents.insert(ParentOf(name));
  }
  if (std::set<Uuid>(ids.begin(), ids.end()).size() != ids.size()) {
    return InvalidField("names", "a name stands twice in the batch");
  }
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
    GUANXI_RETURN_IF_ERROR(CheckParents(work, parents));
    GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*resource_, ids));
    for (size_t i = 0; i < ids.size(); ++i) {
      const auto row = rows.find(ids[i]);
      if (row == rows.end() || !row->second.live || !AreSiblings(row->second.name, names[i])) {
        return NameNotFound(*resource_, names[i]);
      }
      work.Newest(*resource_, &row->second);  // the deletion of an earlier one may have changed it
      GUANXI_RETURN_IF_ERROR(work.Delete(*resource_, &row->second));
      work.Answer(*resource_, ids[i], *row->second.message, AddMessage(type.plural(), response));
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::resource
