// Update and BatchUpdate.
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/metadata.h"
#include "common/resource/batch_fields.h"
#include "common/resource/custom_fields.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/request_fields.h"
#include "common/resource/writer.h"

namespace guanxi::resource {

using google::protobuf::Message;

namespace {

// Whether nothing of a record is written but whom it names: owner, department, who serves it.
bool IsOfHands(const ScopeFields& scope, const mask::Mask& mask) {
  const std::vector<std::string> paths = mask.Paths();
  return !paths.empty() && absl::c_all_of(paths, [&](const std::string& path) {
    return (scope.owner != nullptr && path == scope.owner->path) ||
           (scope.department != nullptr && path == scope.department->path) ||
           absl::c_any_of(scope.handed_over, [&](const Column* one) { return path == one->path; });
  });
}

// Not for clients: the update is to run again once its guesses are counted.
constexpr char kNotCounted[] = "LOOKUPS_NOT_COUNTED";

absl::Status NotCounted() {
  return Error(absl::StatusCode::kAborted, kNotCounted, "its guesses are to be counted first");
}

bool IsInBatch(absl::string_view path) { return absl::StartsWith(path, "requests["); }

}  // namespace

// How often a resource is looked up by its external ids, because they went to another one before
// its row was locked.
constexpr int kMaxLookups = 3;

absl::StatusOr<UpdateEntry> Writer::ParseUpdate(const rpc::Call& call, const Message& request,
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
  if (const auto view = ViewOf(type, call.principal); view != nullptr) {
    const std::unique_ptr<Message> stated = CopyMessage(*given);
    mask->Prune(stated.get());
    GUANXI_RETURN_IF_ERROR(UnderPath(
        path, CheckUpdateFields(type, *view, MaskField(request, "update_mask"), *stated)));
  }
  // If-Match is a condition that only what exists can meet.
  const bool allow_missing = BoolField(request, "allow_missing") && call.if_match.empty();
  const bool hands_over = IsOfHands(type.scope(), *mask);
  return UpdateEntry{given, at, name, *std::move(mask), std::move(etag), allow_missing, hands_over};
}

absl::Status Writer::Resolve(UnitOfWork& work, const UpdateEntry& entry, Meant* meant) const {
  *meant = {entry.name, {}};
  ResourceName& name = meant->name;
  if (!name.id.IsNil()) return absl::OkStatus();
  const std::vector<ExternalId> external_ids = ExternalIds(resource_->type(), *entry.given);
  const std::string path = JoinPath(entry.path, "external_ids");
  if (external_ids.empty()) return InvalidField(path, "is required with the id \"-\"");
  GUANXI_ASSIGN_OR_RETURN(const auto holders, work.FindByExternalIds(*resource_, external_ids));
  for (size_t i = 0; i < holders.size(); ++i) {
    if (holders[i].IsNil()) continue;
    if (!name.id.IsNil() && name.id != holders[i]) {
      return AlreadyExists("EXTERNAL_ID",
                           absl::StrCat(path, ", which belong to different resources,"));
    }
    name.id = holders[i];
    meant->found_by.push_back(external_ids[i]);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<Uuid>> Writer::ResolveAll(UnitOfWork& work,
                                                  const std::vector<UpdateEntry>& entries,
                                                  std::vector<Meant>* meant) const {
  std::set<Uuid> ids;
  std::set<ExternalId> fresh;
  BatchErrors errors;
  meant->assign(entries.size(), {});
  for (size_t i = 0; i < entries.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(errors.Add(Resolve(work, entries[i], &(*meant)[i])));
    const Uuid& id = (*meant)[i].name.id;
    // One resource has many names: `-`, digits in either case.
    bool twice = false;
    if (!id.IsNil()) {
      twice = !ids.insert(id).second;
    } else {
      for (ExternalId& external_id : ExternalIds(resource_->type(), *entries[i].given)) {
        twice = !fresh.insert(std::move(external_id)).second || twice;
      }
    }
    if (!twice) continue;
    GUANXI_RETURN_IF_ERROR(errors.Add(InvalidField(
        JoinPath(entries[i].path, "name"), "means a resource that an earlier entry means")));
  }
  GUANXI_RETURN_IF_ERROR(errors.ToStatus());
  return ids;
}

absl::StatusOr<std::map<Uuid, Stored>> Writer::LockMeant(UnitOfWork& work,
                                                         const std::vector<UpdateEntry>& entries,
                                                         std::vector<Meant>* meant) const {
  for (int lookup = 0; lookup < kMaxLookups; ++lookup) {
    GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> ids, ResolveAll(work, entries, meant));
    GUANXI_ASSIGN_OR_RETURN(auto rows,
                            work.GetMany(*resource_, std::vector<Uuid>(ids.begin(), ids.end())));
    std::vector<ExternalId> gone;  // or of records that were merged into these
    std::vector<Uuid> meant_by;
    for (const Meant& one : *meant) {
      const auto row = rows.find(one.name.id);
      std::vector<ExternalId> held;
      if (row != rows.end()) held = ExternalIds(resource_->type(), *row->second.message);
      for (const ExternalId& id : one.found_by) {
        if (absl::c_linear_search(held, id)) continue;
        gone.push_back(id);
        meant_by.push_back(row != rows.end() ? one.name.id : Uuid());
      }
    }
    if (gone.empty()) return rows;
    if (resource_->type().merged_into_field() == nullptr) continue;
    GUANXI_ASSIGN_OR_RETURN(const auto holders, work.FindByExternalIds(*resource_, gone));
    if (holders == meant_by) return rows;
  }
  return Error(absl::StatusCode::kAborted, "TRANSACTION_CONFLICT",
               "the external ids went from resource to resource; try again");
}

absl::Status Writer::UpdateOne(UnitOfWork& work, const UpdateEntry& entry, const Stored& old,
                               Message* response) const {
  const ResourceType& type = resource_->type();
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(*resource_, entry.etag, old));
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
  work.Answer(*resource_, old.name.id, *next, response);
  return absl::OkStatus();
}

absl::Status Writer::Missing(const UpdateEntry& entry, const ResourceName& name) const {
  const ResourceType& type = resource_->type();
  const absl::Status status = NotFound(
      type.code(), name.id.IsNil() ? StringField(*entry.given, "name") : FormatName(type, name));
  std::string text(status.message());
  if (name.id.IsNil()) {
    std::vector<std::string> paths;
    for (const auto& [system, id] : ExternalIds(type, *entry.given)) {
      paths.push_back(absl::StrCat(entry.path, ".external_ids.", system));
    }
    text = absl::StrCat(absl::StrJoin(paths, ", "), ": ", text, ": no ", type.singular(),
                        " has that id");
  } else if (IsInBatch(entry.path)) {
    text = absl::StrCat(entry.path, ".name: ", text);
  } else {
    return status;
  }
  return Reworded(status, text);
}

bool Writer::IsFound(const UpdateEntry& entry, const ResourceName& name, const Stored* old) {
  return old != nullptr && (old->live || entry.hands_over) && AreSiblings(old->name, name);
}

bool Writer::Guesses(const UnitOfWork& work, const UpdateEntry& entry, const Stored& old) const {
  const auto view = ViewOf(resource_->type(), work.principal());
  if (view == nullptr) return false;
  const std::unique_ptr<Message> stated = CopyMessage(*entry.given);
  entry.mask.Prune(stated.get());
  return view->Guesses(*stated, *old.message);
}

absl::Status Writer::Upsert(UnitOfWork& work, const UpdateEntry& entry, ResourceName name,
                            const Stored* old, Message* response) const {
  const ResourceType& type = resource_->type();
  if (IsFound(entry, name, old)) return UpdateOne(work, entry, *old, response);
  if (!entry.allow_missing) return Missing(entry, name);
  GUANXI_ASSIGN_OR_RETURN(const bool hides, work.HidesRows(*resource_));
  auto against = UnitOfWork::Against::kAll;
  // Resolve has looked for others, among those that the caller sees.
  if (name.id.IsNil() && !hides) against = UnitOfWork::Against::kThisUnit;
  bool may_be_taken = old != nullptr || hides || type.deletion() == metadata::v1::HARD;
  if (!type.edge_between().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, EdgeId(type, *entry.given, entry.path));
    if (!name.id.IsNil() && name.id != id) {
      return InvalidField(JoinPath(entry.path, "name"),
                          absl::StrCat("want ", FormatName(type, ChildOf(ParentOf(name), id)),
                                       ": the id follows from what it ties together"));
    }
    name.id = id;
    may_be_taken = true;
  } else if (name.id.IsNil()) {
    name.id = work.environment().uuids().Next();
    may_be_taken = false;
  }
  if (may_be_taken) GUANXI_RETURN_IF_ERROR(work.CheckFree(*resource_, {name}));
  return Insert(work, name, *entry.given, entry.path, against, response);
}

absl::Status Writer::UpdateAll(UnitOfWork& work, const std::vector<UpdateEntry>& entries,
                               const std::vector<Message*>& responses, int64_t* guesses) const {
  std::set<ResourceName> parents;
  for (const UpdateEntry& entry : entries) parents.insert(ParentOf(entry.name));
  GUANXI_RETURN_IF_ERROR(CheckParents(work, parents));
  std::vector<Meant> meant;
  GUANXI_ASSIGN_OR_RETURN(auto rows, LockMeant(work, entries, &meant));
  const auto row_of = [&](size_t i) {
    const auto row = rows.find(meant[i].name.id);
    return row != rows.end() ? &row->second : nullptr;
  };
  int64_t guessing = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    const Stored* const row = row_of(i);
    const bool guesses_at_it =
        IsFound(entries[i], meant[i].name, row) && Guesses(work, entries[i], *row);
    if (guesses_at_it) ++guessing;
  }
  const int64_t counted = std::exchange(*guesses, guessing);
  if (guessing > counted) return NotCounted();
  BatchErrors errors;
  for (size_t i = 0; i < entries.size(); ++i) {
    Stored* const row = row_of(i);
    if (row != nullptr) work.Newest(*resource_, row);  // an earlier one may derive
    GUANXI_RETURN_IF_ERROR(errors.Add(Upsert(work, entries[i], meant[i].name, row, responses[i])));
  }
  return errors.ToStatus();
}

absl::Status Writer::RunUpdates(const rpc::Call& call, const Message& request,
                                const std::vector<UpdateEntry>& entries, Message* response,
                                absl::FunctionRef<std::vector<Message*>()> responses) const {
  const int64_t most = engine_->environment().lookups_per_hour();
  int64_t counted = 0;
  while (true) {
    int64_t guesses = 0;
    const absl::Status status = engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) {
      guesses = counted;
      return UpdateAll(work, entries, responses(), &guesses);
    });
    if (Reason(status) != kNotCounted) return status;
    if (guesses > most && entries.size() > 1) {
      return InvalidField("requests", absl::StrCat(guesses,
                                                   " of them state whole values of fields that the "
                                                   "caller sees masked: at most ",
                                                   most, " in an hour, send fewer at once"));
    }
    GUANXI_RETURN_IF_ERROR(CountLookups(*engine_, call, guesses - counted));
    counted = guesses;
  }
}

absl::Status Writer::Update(const rpc::Call& call, const Message& request,
                            Message* response) const {
  std::vector<UpdateEntry> entries;
  GUANXI_ASSIGN_OR_RETURN(UpdateEntry entry, ParseUpdate(call, request, ""));
  entries.push_back(std::move(entry));
  return RunUpdates(call, request, entries, response,
                    [&] { return std::vector<Message*>{response}; });
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
  return RunUpdates(call, request, entries, response, [&] {
    std::vector<Message*> responses;
    for (size_t i = 0; i < entries.size(); ++i) {
      responses.push_back(AddMessage(resource_->type().plural(), response));
    }
    return responses;
  });
}

}  // namespace guanxi::resource
