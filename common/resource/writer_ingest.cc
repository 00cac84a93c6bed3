// Ingest: many new records in one call, each with an outcome of its own.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
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

absl::Status Writer::IngestOne(UnitOfWork& work, const IngestEntry& entry, const Uuid& holder,
                               IngestResult* result) const {
  const ResourceType& type = resource_->type();
  if (!holder.IsNil()) {
    GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*resource_, {holder}));
    const auto row = rows.find(holder);
    result->set_outcome(IngestResult::ALREADY_THERE);
    if (row != rows.end()) result->set_name(FormatName(type, row->second.name));
    return absl::OkStatus();
  }
  ResourceName name = entry.name;
  name.id = work.environment().uuids().Next();
  GUANXI_RETURN_IF_ERROR(CheckParent(work, name.parent));
  std::unique_ptr<Message> next = CopyMessage(*entry.given);
  type.output_only().Clear(next.get());
  GUANXI_RETURN_IF_ERROR(UnderPath(entry.path, work.Insert(*resource_, name, next.get())));
  result->set_outcome(IngestResult::CREATED);
  result->set_name(FormatName(type, name));
  return absl::OkStatus();
}

absl::Status Writer::IngestPart(UnitOfWork& work, absl::Span<const IngestEntry> part,
                                absl::Span<IngestResult* const> results) const {
  std::vector<ExternalId> wanted;
  std::vector<size_t> owner;
  for (size_t i = 0; i < part.size(); ++i) {
    for (ExternalId& pair : ExternalIds(resource_->type(), *part[i].given)) {
      wanted.push_back(std::move(pair));
      owner.push_back(i);
    }
  }
  std::vector<Uuid> holders(part.size());
  GUANXI_ASSIGN_OR_RETURN(const auto found, work.FindByExternalIds(*resource_, wanted));
  for (size_t k = 0; k < found.size(); ++k) {
    if (holders[owner[k]].IsNil()) holders[owner[k]] = found[k];
  }
  std::map<ExternalId, Uuid> fresh;  // those of this part's earlier entries
  for (size_t i = 0, k = 0; i < part.size(); ++i) {
    const size_t first = k;
    for (; k < wanted.size() && owner[k] == i; ++k) {
      const auto earlier = fresh.find(wanted[k]);
      if (earlier != fresh.end() && holders[i].IsNil()) holders[i] = earlier->second;
    }
    results[i]->Clear();
    const int writes = work.writes();
    absl::Status status = first == k
                              ? InvalidField(JoinPath(part[i].path, "external_ids"), "is required")
                              : IngestOne(work, part[i], holders[i], results[i]);
    if (!status.ok()) {
      if (!IsOfEntry(status) || work.writes() != writes) return status;
      Fail(status, results[i]);
    } else if (results[i]->outcome() == IngestResult::CREATED) {
      GUANXI_ASSIGN_OR_RETURN(const ResourceName made,
                              ParseName(resource_->type(), results[i]->name(), "name"));
      for (size_t id = first; id < k; ++id) fresh[wanted[id]] = made.id;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Writer::IngestEntry>> Writer::IngestEntries(
    const Message& request, absl::Span<IngestResult* const> results) const {
  const ResourceType& type = resource_->type();
  Uuid parent;
  if (type.has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        parent, ParseParent(type, StringField(request, "parent"), "parent", Wildcard::kAllow));
  }
  std::vector<IngestEntry> entries;
  const auto requests = MessagesField(request, "requests");
  for (size_t i = 0; i < requests.size(); ++i) {
    IngestEntry entry;
    entry.index = i;
    entry.path = JoinPath(absl::StrCat("requests[", i, "]"), type.singular());
    const auto given =
        RequiredMessage(*requests[i], absl::StrCat("requests[", i, "]"), type.singular());
    absl::StatusOr<Uuid> own = parent;
    if (type.has_parent() && parent.IsNil()) {
      own = ParseParent(type, StringField(*requests[i], "parent"),
                        absl::StrCat("requests[", i, "].parent"), Wildcard::kRefuse);
    }
    const absl::Status status = given.ok() ? own.status() : given.status();
    if (!status.ok()) {
      Fail(status, results[i]);
      continue;
    }
    entry.given = *given;
    entry.name.parent = *own;
    entries.push_back(std::move(entry));
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
  GUANXI_ASSIGN_OR_RETURN(const auto entries, IngestEntries(request, results));
  for (size_t begin = 0; begin < entries.size(); begin += kMaxWrites) {
    const auto part = absl::MakeConstSpan(entries).subspan(begin, kMaxWrites);
    std::vector<IngestResult*> of_part;
    for (const IngestEntry& entry : part) of_part.push_back(results[entry.index]);
    const absl::Status status =
        engine_->Write(call.principal, TxOptionsOf(call), {},
                       [&](UnitOfWork& work) { return IngestPart(work, part, of_part); });
    if (status.ok()) continue;
    for (IngestResult* result : of_part) Fail(status, result);
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
