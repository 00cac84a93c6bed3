// How merges are undone, and how moving ends.
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/merge/three_way.h"
#include "common/resource/changes.h"
#include "common/resource/environment.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/merge/merge_queries.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using resource::ResourceName;
using resource::ResourceType;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerMerge;
using v1::KeptEdit;

constexpr int kMaxKept = 100;
// Changes of one version of a row: its own, and of its projected columns and facts.
constexpr int kChangesOfVersion = 64;

// What the merge changed on its survivor.
struct MergeChange {
  std::vector<const FieldDescriptor*> fields;
  Customer before, after;
};

// Those that merges state; the engine's own are not what a record says.
bool IsRestored(const ResourceType& type, const FieldDescriptor* field) {
  return field != nullptr && field != type.name_field() && field != type.etag_field() &&
         field != type.create_time_field() && field != type.update_time_field() &&
         field != type.delete_time_field() && !resource::Rules(field).projected();
}

absl::StatusOr<MergeChange> ReadMergeChange(UnitOfWork& work, const ResourceType& type,
                                            const Uuid& survivor, const CustomerMerge& merge) {
  MergeChange change;
  if (merge.survivor_etag().empty()) return change;
  resource::ChangesAfter after;
  if (!absl::SimpleAtoi(merge.survivor_etag(), &after.sequence)) {
    return absl::InternalError(absl::StrCat(merge.name(), " has no etag of its survivor"));
  }
  const int64_t version = after.sequence++;
  GUANXI_ASSIGN_OR_RETURN(const resource::ChangesPage page,
                          resource::ReadChanges(work.tx(), type, work.principal().tenant, survivor,
                                                after, kChangesOfVersion));
  for (const db::Row row : page.rows) {
    if (row.Int64(1) != version ||
        row.Int64(2) != static_cast<int64_t>(resource::ChangeKind::kUpdated)) {
      continue;
    }
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(
        resource::DecodeBlobs(row.String(7), row.String(9), &change.before, &unused));
    GUANXI_RETURN_IF_ERROR(
        resource::DecodeBlobs(row.String(8), row.String(10), &change.after, &unused));
    for (const absl::string_view name : absl::StrSplit(row.String(6), ',', absl::SkipEmpty())) {
      const FieldDescriptor* const field =
          Customer::descriptor()->FindFieldByName(std::string(name));
      if (IsRestored(type, field)) change.fields.push_back(field);
    }
    return change;
  }
  return absl::InternalError(absl::StrCat(merge.name(), ": its change is not in the history"));
}

absl::StatusOr<std::map<Uuid, Stored>> HoldRecords(UnitOfWork& work,
                                                   const resource::Resource& customers,
                                                   const CustomerMerge& merge) {
  std::vector<std::string> names(merge.merged().begin(), merge.merged().end());
  names.push_back(merge.survivor());
  std::vector<Uuid> ids;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", name));
    ids.push_back(id);
  }
  return work.GetMany(customers, ids);
}

const CustomerMerge& MergeOf(const Stored& row) {
  return static_cast<const CustomerMerge&>(*row.message);
}

absl::Status MergedSince(const std::string& survivor, const std::string& merge) {
  return Error(absl::StatusCode::kFailedPrecondition, "MERGED_SINCE",
               absl::StrCat(survivor, " was merged again since: undo ", merge, " first"),
               {{"merge", merge}});
}

// As it was; if what is above it came to be below it meanwhile, below nobody.
absl::Status BringBack(UnitOfWork& work, const resource::Resource& customers, Stored* row) {
  const absl::Status status = work.Unfold(customers, row);
  if (!IsAboutFields(status)) return status;
  Customer rootless = static_cast<const Customer&>(*row->message);
  rootless.clear_parent_organization();
  GUANXI_RETURN_IF_ERROR(work.Restore(customers, *row, &rootless).status());
  work.Newest(customers, row);
  return work.Unfold(customers, row);
}

// Adds what stays while there is room.
void Keep(const std::string& record, const std::string& path, KeptEdit::Why why,
          v1::UndoMergeResponse* response) {
  if (response->kept_edits_size() >= kMaxKept) return;
  KeptEdit& kept = *response->add_kept_edits();
  kept.set_record(record);
  kept.set_path(path);
  kept.set_why(why);
}

}  // namespace

absl::Status MergeDesk::CheckCanUndo(UnitOfWork& work, const Stored& row) const {
  const CustomerMerge& merge = MergeOf(row);
  const resource::Resource& customers = *resources_->customers;
  if (merge.state() == CustomerMerge::UNDOING || merge.state() == CustomerMerge::UNDONE) {
    return FailedPrecondition("MERGE_UNDONE", merge.name(), "it was undone");
  }
  GUANXI_ASSIGN_OR_RETURN(const ResourceName survivor,
                          resource::ParseName(customers.type(), merge.survivor(), "survivor"));
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(customers, {survivor.id}));
  const auto now = rows.find(survivor.id);
  if (now == rows.end()) return resource::NameNotFound(customers, survivor);
  if (resource::IsFolded(customers.type(), now->second)) {
    return MergedSince(merge.survivor(),
                       static_cast<const Customer&>(*now->second.message).merged_by());
  }
  if (!now->second.live) {
    return FailedPrecondition("SURVIVOR_DELETED", merge.survivor(), "undelete it first");
  }
  GUANXI_RETURN_IF_ERROR(CheckNoneMoves(work, {survivor}));
  const absl::Time made = absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(merge.create_time()));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Uuid> later,
                          FindLaterMerge(work, survivor.id, row.name.id, made));
  if (!later.has_value()) return absl::OkStatus();
  return MergedSince(merge.survivor(), absl::StrCat("customerMerges/", later->ToString()));
}

absl::Status MergeDesk::Undo(UnitOfWork& work, const v1::UndoMergeRequest& request,
                             v1::UndoMergeResponse* response) const {
  const resource::Resource& merges = *resources_->merges;
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(merges.type(), request.name(), "name"));
  // Records first, as who merges: what the merge names does not change.
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> known, work.Peek(merges, name));
  if (!known.has_value()) return resource::NameNotFound(merges, name);
  GUANXI_ASSIGN_OR_RETURN(const auto rows, HoldRecords(work, customers, MergeOf(*known)));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(merges, name));
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(merges, request.etag(), row));
  GUANXI_RETURN_IF_ERROR(CheckCanUndo(work, row));
  const CustomerMerge& merge = MergeOf(row);
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  GUANXI_ASSIGN_OR_RETURN(const MergeChange change,
                          ReadMergeChange(work, customers.type(), survivor, merge));
  Customer restored = static_cast<const Customer&>(*rows.at(survivor).message);
  std::vector<std::string> kept;
  merge::TakeBack(change.fields, change.before, change.after, &restored, &kept);
  for (const std::string& path : kept) {
    Keep(merge.survivor(), path, KeptEdit::FIELD_CHANGED, response);
  }
  for (const std::string& merged : merge.merged()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid record, resource::ParseReference("customers", merged));
    const merge::Turn turn = {work.principal().tenant,
                              name.id,
                              record,
                              survivor,
                              /*undoes=*/true,
                              work.principal().subject,
                              {}};
    GUANXI_RETURN_IF_ERROR(mover_->FindKept(work, turn, [&](const merge::Move& move, bool is_gone) {
      const auto* const place = mover_->map().Find(move.resource_type, move.field);
      Keep(absl::StrCat(place->resource->type().plural(), "/", move.id.ToString()), move.field,
           is_gone ? KeptEdit::RECORD_GONE : KeptEdit::RECORD_MOVED_ON, response);
    }));
    GUANXI_RETURN_IF_ERROR(merge::PutTurn(work.tx(), turn));
  }
  CustomerMerge next = merge;
  next.set_state(CustomerMerge::UNDOING);
  GUANXI_RETURN_IF_ERROR(work.Update(merges, row, &next).status());
  *response->mutable_customer_merge() = next;
  return absl::OkStatus();
}

absl::Status MergeDesk::End(UnitOfWork& work, const merge::Turn& last) const {
  const resource::Resource& merges = *resources_->merges;
  ResourceName name;
  name.id = last.merge;
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(merges, name));
  CustomerMerge next = MergeOf(row);
  if (last.undoes) {
    GUANXI_RETURN_IF_ERROR(EndUndo(work, next));
    next.set_state(CustomerMerge::UNDONE);
    *next.mutable_undo_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  } else {
    next.set_state(CustomerMerge::DONE);
  }
  GUANXI_RETURN_IF_ERROR(work.Update(merges, row, &next).status());
  return Gather(work, next, last.undoes);
}

absl::Status MergeDesk::EndUndo(UnitOfWork& work, const CustomerMerge& merge) const {
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(auto rows, HoldRecords(work, customers, merge));
  for (const std::string& merged : merge.merged()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", merged));
    const auto row = rows.find(id);
    if (row == rows.end()) continue;
    GUANXI_RETURN_IF_ERROR(
        resource::DropMergedName(work.tx(), work.principal().tenant, "customers", id));
    GUANXI_RETURN_IF_ERROR(BringBack(work, customers, &row->second));
  }
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  Stored& row = rows.at(survivor);
  work.Newest(customers, &row);
  GUANXI_ASSIGN_OR_RETURN(const MergeChange change,
                          ReadMergeChange(work, customers.type(), survivor, merge));
  Customer restored = static_cast<const Customer&>(*row.message);
  std::vector<std::string> kept;
  merge::TakeBack(change.fields, change.before, change.after, &restored, &kept);
  return work.Restore(customers, row, &restored).status();
}

absl::Status MergeDesk::Gather(UnitOfWork& work, const CustomerMerge& merge, bool undoes) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  for (const merge::Place& place : mover_->map().places()) {
    if (!place.is_parent() || !place.resource->hooks().gather) continue;
    for (const std::string& merged : merge.merged()) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid record, resource::ParseReference("customers", merged));
      GUANXI_RETURN_IF_ERROR(work.WithoutScope([&] {
        return undoes ? place.resource->hooks().gather(work, survivor, record)
                      : place.resource->hooks().gather(work, record, survivor);
      }));
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
