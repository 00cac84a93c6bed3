// Ingest: many new records in one call, each with an outcome of its own.
#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/resource/batch_fields.h"
#include "common/resource/environment.h"
#include "common/resource/request_fields.h"
#include "common/resource/writer.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;
using metadata::v1::IngestResult;

// Errors of one entry, as opposed to those of the database or of the call.
bool IsOfEntry(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kPermissionDenied:
      return true;
    default:
      return false;
  }
}

void Fail(const absl::Status& status, IngestResult* result) {
  result->Clear();
  result->set_outcome(IngestResult::FAILED);
  result->mutable_error()->ParseFromString(ToGrpcStatus(status).error_details());
}

}  // namespace

absl::StatusOr<std::set<ResourceName>> Writer::HoldParents(
    UnitOfWork& work, absl::Span<const IngestEntry> part) const {
  std::set<ResourceName> parents;
  if (parent_ == nullptr) return parents;
  for (const IngestEntry& entry : part) parents.insert(ParentOf(entry.name));
  if (const Resource* const above = parent_->links().parent; above != nullptr) {
    std::set<ResourceName> tops;
    for (const ResourceName& parent : parents) tops.insert(ParentOf(parent));
    GUANXI_ASSIGN_OR_RETURN(tops, work.HoldLive(*above, tops, Lock::kShared));
    for (auto parent = parents.begin(); parent != parents.end();) {
      parent = tops.count(ParentOf(*parent)) != 0 ? std::next(parent) : parents.erase(parent);
    }
  }
  const Lock lock = resource_->hooks().derives_into_parent ? Lock::kExclusive : Lock::kShared;
  return work.HoldLive(*parent_, parents, lock);
}

absl::Status Writer::IngestOne(UnitOfWork& work, const IngestEntry& entry,
                               const std::set<ResourceName>& parents, IngestResult* result) const {
  const ResourceType& type = resource_->type();
  if (parent_ != nullptr && parents.count(ParentOf(entry.name)) == 0) {
    return NameNotFound(*parent_, ParentOf(entry.name));
  }
  GUANXI_ASSIGN_OR_RETURN(const bool hides, work.HidesRows(*resource_));
  if (hides) {  // one of them may have the external ids
    GUANXI_RETURN_IF_ERROR(
        work.CheckExternalIdsFree(*resource_, entry.name.id, *entry.given, entry.path));
  }
  std::unique_ptr<Message> next = CopyMessage(*entry.given);
  type.output_only().Clear(next.get());
  GUANXI_RETURN_IF_ERROR(UnderPath(entry.path, work.Insert(*resource_, entry.name, next.get())));
  result->set_outcome(IngestResult::CREATED);
  result->set_name(FormatName(type, entry.name));
  return absl::OkStatus();
}

absl::Status Writer::IngestPart(UnitOfWork& work, absl::Span<IngestEntry> part,
                                absl::Span<IngestResult* const> results,
                                std::optional<size_t>* refused) const {
  refused->reset();
  // Those who have met others that send the same go one after the other from now on.
  if (work.collided()) {
    GUANXI_RETURN_IF_ERROR(work.Guard("ingest", resource_->type().singular()));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::set<ResourceName> parents, HoldParents(work, part));
  GUANXI_ASSIGN_OR_RETURN(Holders holders, FindHolders(work, part));
  for (size_t i = 0; i < part.size(); ++i) {
    IngestEntry& entry = part[i];
    results[i]->Clear();
    const auto held =
        std::find_if(entry.external_ids.begin(), entry.external_ids.end(),
                     [&](const ExternalId& pair) { return holders.count(pair) != 0; });
    if (held != entry.external_ids.end()) {
      results[i]->set_outcome(IngestResult::ALREADY_THERE);
      results[i]->set_name(holders[*held]);
      continue;
    }
    const int writes = work.writes();
    entry.name.id = work.environment().uuids().Next();
    const absl::Status status = IngestOne(work, entry, parents, results[i]);
    if (status.ok()) {
      for (const ExternalId& pair : entry.external_ids) holders[pair] = results[i]->name();
      continue;
    }
    const bool is_full = Reason(status) == "TOO_MANY_WRITES";
    if (IsOfEntry(status) && !is_full && work.writes() == writes) {
      Fail(status, results[i]);
      continue;
    }
    if (IsOfEntry(status)) *refused = i;
    return status;
  }
  return absl::OkStatus();
}

// What a refused entry had written stays out with all that its unit of work wrote: those before it
// are stored without it, and it begins the next one, which may have room for what it derives. So
// each entry is written twice at most, but for collisions.
void Writer::IngestAll(const rpc::Call& call, absl::Span<IngestEntry> entries,
                       absl::Span<IngestResult* const> results) const {
  size_t begin = 0, limit = kMaxWrites;
  while (begin < entries.size()) {
    const auto part = entries.subspan(begin, limit);
    std::vector<IngestResult*> of_part;
    for (const IngestEntry& entry : part) of_part.push_back(results[entry.index]);
    std::optional<size_t> refused;
    absl::Status status =
        engine_->Write(call.principal, TxOptionsOf(call), {},
                       [&](UnitOfWork& work) { return IngestPart(work, part, of_part, &refused); });
    if (db::DuplicateKey(status).has_value()) status = Collided();
    limit = kMaxWrites;
    if (!status.ok() && refused.has_value() && *refused > 0) {
      limit = *refused;  // then it is the first of its part
      continue;
    }
    const size_t done = !status.ok() && refused.has_value() ? 1 : part.size();
    for (size_t i = 0; !status.ok() && i < done; ++i) Fail(status, of_part[i]);
    begin += done;
  }
}

absl::StatusOr<Writer::Holders> Writer::FindHolders(UnitOfWork& work,
                                                    absl::Span<const IngestEntry> part) const {
  std::vector<ExternalId> wanted;
  for (const IngestEntry& entry : part) {
    wanted.insert(wanted.end(), entry.external_ids.begin(), entry.external_ids.end());
  }
  GUANXI_ASSIGN_OR_RETURN(const auto ids, work.FindByExternalIds(*resource_, wanted));
  std::vector<Uuid> known;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(known),
               [](const Uuid& id) { return !id.IsNil(); });
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*resource_, known, Lock::kNone));
  Holders holders;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto row = rows.find(ids[i]);
    if (row != rows.end()) holders[wanted[i]] = FormatName(resource_->type(), row->second.name);
  }
  return holders;
}

absl::StatusOr<IngestEntry> Writer::ParseIngest(const Message& request, const std::string& path,
                                                const ResourceName& parent) const {
  const ResourceType& type = resource_->type();
  IngestEntry entry;
  entry.path = JoinPath(path, type.singular());
  GUANXI_ASSIGN_OR_RETURN(entry.given, RequiredMessage(request, path, type.singular()));
  const std::string id = absl::StrCat(type.singular(), "_id");
  for (const std::string& field : {id, std::string("request_id")}) {
    if (!StringField(request, field).empty()) {
      return InvalidField(JoinPath(path, field), "has no meaning in an ingest");
    }
  }
  if (BoolField(request, "validate_only")) {
    return InvalidField(JoinPath(path, "validate_only"), "has no meaning in an ingest");
  }
  ResourceName above = parent;
  const std::string own = StringField(request, "parent");
  const bool is_open =
      type.has_parent() && (parent.id.IsNil() || (type.has_grandparent() && parent.parent.IsNil()));
  if (is_open || !own.empty()) {
    GUANXI_ASSIGN_OR_RETURN(above,
                            ParseParent(type, own, JoinPath(path, "parent"), Wildcard::kRefuse));
  }
  const bool fits = (parent.id.IsNil() || parent.id == above.id) &&
                    (parent.parent.IsNil() || parent.parent == above.parent);
  if (!fits) {
    return InvalidField(JoinPath(path, "parent"), "differs from the call's");
  }
  entry.name = ChildOf(above, Uuid());
  entry.external_ids = ExternalIds(type, *entry.given);
  if (entry.external_ids.empty()) {
    return InvalidField(JoinPath(entry.path, "external_ids"), "is required");
  }
  return entry;
}

absl::StatusOr<std::vector<IngestEntry>> Writer::IngestEntries(
    const Message& request, absl::Span<IngestResult* const> results) const {
  const ResourceType& type = resource_->type();
  ResourceName parent;
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        parent, ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kAllow));
  }
  std::vector<IngestEntry> entries;
  const auto requests = MessagesField(request, "requests");
  for (size_t i = 0; i < requests.size(); ++i) {
    absl::StatusOr<IngestEntry> entry = ParseIngest(*requests[i], EntryPath(i), parent);
    if (!entry.ok()) {
      Fail(entry.status(), results[i]);
      continue;
    }
    entry->index = i;
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::Status Writer::Ingest(const rpc::Call& call, const Message& request,
                            Message* response) const {
  if (resource_->type().external_ids_field() == nullptr) {
    return absl::InternalError("an ingest needs external ids to tell its records by");
  }
  const size_t count = MessagesField(request, "requests").size();
  if (count == 0 || count > kMaxIngest) {
    return InvalidField("requests",
                        absl::StrCat("has ", count, " entries, want 1 to ", kMaxIngest));
  }
  std::vector<IngestResult*> results;
  for (size_t i = 0; i < count; ++i) {
    results.push_back(static_cast<IngestResult*>(AddMessage("results", response)));
  }
  GUANXI_ASSIGN_OR_RETURN(auto entries, IngestEntries(request, results));
  IngestAll(call, absl::MakeSpan(entries), results);
  return absl::OkStatus();
}

}  // namespace guanxi::resource
