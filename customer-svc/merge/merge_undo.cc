// How the undoing of merges begins.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/merge/three_way.h"
#include "common/resource/resource_name.h"
#include "customer-svc/merge/merge_change.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/merge/merge_queries.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerMerge;
using v1::KeptEdit;

constexpr int kMaxKept = 100;

const CustomerMerge& MergeOf(const Stored& row) {
  return static_cast<const CustomerMerge&>(*row.message);
}

absl::Status MergedSince(const std::string& survivor, const std::string& merge) {
  return Error(absl::StatusCode::kFailedPrecondition, "MERGED_SINCE",
               absl::StrCat(survivor, " was merged again since: undo ", merge, " first"),
               {{"merge", merge}});
}

// Counts what stays, and adds it while there is room.
void Keep(const std::string& record, const std::string& path, KeptEdit::Why why,
          v1::UndoMergeResponse* response) {
  response->set_kept_count(response->kept_count() + 1);
  if (response->kept_edits_size() >= kMaxKept) return;
  KeptEdit& kept = *response->add_kept_edits();
  kept.set_record(record);
  kept.set_path(path);
  kept.set_why(why);
}

}  // namespace

absl::StatusOr<std::map<Uuid, Stored>> MergeDesk::HoldRecords(UnitOfWork& work,
                                                              const CustomerMerge& merge) const {
  std::vector<std::string> names(merge.merged().begin(), merge.merged().end());
  names.push_back(merge.survivor());
  std::vector<Uuid> ids;
  for (const std::string& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", name));
    ids.push_back(id);
  }
  return work.GetMany(*resources_->customers, ids);
}

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
  GUANXI_RETURN_IF_ERROR(work.CheckMayWrite(customers, now->second));
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
  GUANXI_ASSIGN_OR_RETURN(const auto rows, HoldRecords(work, MergeOf(*known)));
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(merges, name));
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(merges, request.etag(), row));
  GUANXI_RETURN_IF_ERROR(CheckCanUndo(work, row));
  const CustomerMerge& merge = MergeOf(row);
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  GUANXI_ASSIGN_OR_RETURN(MergeChange change,
                          ReadMergeChange(work, customers.type(), survivor, merge));
  Customer restored = static_cast<const Customer&>(*rows.at(survivor).message);
  GUANXI_RETURN_IF_ERROR(FollowLaterMerges(work, mover_->map(), restored, &change));
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

}  // namespace guanxi::customer
