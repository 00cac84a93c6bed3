// How the moving of a merge, or of its undoing, ends.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/merge/three_way.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_merges.h"
#include "customer-svc/merge/merge_change.h"
#include "customer-svc/merge/merge_desk.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/duplicate_cluster.pb.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerMerge;

// As they were, those that are above others first. If what is above one came to be below it
// meanwhile, it comes back below nobody.
absl::Status BringBack(UnitOfWork& work, const resource::Resource& customers,
                       std::vector<Stored*> rows) {
  bool rootless = false;
  while (!rows.empty()) {
    std::vector<Stored*> left;
    for (Stored* row : rows) {
      if (rootless) {
        Customer next = static_cast<const Customer&>(*row->message);
        next.clear_parent_organization();
        GUANXI_RETURN_IF_ERROR(
            resource::UnitMerges(&work).Restore(customers, *row, &next).status());
        work.Newest(customers, row);
      }
      const absl::Status status = resource::UnitMerges(&work).Unfold(customers, row);
      if (!status.ok() && (rootless || !IsAboutFields(status))) return status;
      if (!status.ok()) left.push_back(row);
    }
    rootless = left.size() == rows.size();
    rows = std::move(left);
  }
  return absl::OkStatus();
}

// Longer than a chain of companies gets; so that one that is a ring ends.
constexpr int kMostAbove = 1024;

// What the survivor was below may have come to lie below it meanwhile: it stays where it is then.
absl::Status KeepTree(UnitOfWork& work, const resource::Resource& customers, const Customer& now,
                      Customer* restored) {
  std::string above = restored->parent_organization();
  if (above == now.parent_organization()) return absl::OkStatus();
  for (int level = 0; level < kMostAbove && !above.empty(); ++level) {
    if (above == now.name()) {
      restored->set_parent_organization(now.parent_organization());
      return absl::OkStatus();
    }
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(customers.type(), above, "parent_organization"));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(customers, name));
    if (!row.has_value()) break;
    above = static_cast<const Customer&>(*row->message).parent_organization();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MergeDesk::End(UnitOfWork& work, const merge::Turn& last) const {
  const resource::Resource& merges = *resources_->merges;
  ResourceName name;
  name.id = last.merge;
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(merges, name));
  CustomerMerge next = static_cast<const CustomerMerge&>(*row.message);
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
  GUANXI_ASSIGN_OR_RETURN(auto rows, HoldRecords(work, merge));
  std::vector<Stored*> folded;
  for (const std::string& merged : merge.merged()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", merged));
    GUANXI_RETURN_IF_ERROR(
        resource::DropMergedName(work.tx(), work.principal().tenant, "customers", id));
    if (const auto row = rows.find(id); row != rows.end()) folded.push_back(&row->second);
  }
  GUANXI_RETURN_IF_ERROR(BringBack(work, customers, std::move(folded)));
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  Stored& row = rows.at(survivor);
  work.Newest(customers, &row);
  GUANXI_ASSIGN_OR_RETURN(MergeChange change,
                          ReadMergeChange(work, customers.type(), survivor, merge));
  const Customer now = static_cast<const Customer&>(*row.message);
  GUANXI_RETURN_IF_ERROR(FollowLaterMerges(work, mover_->map(), now, &change));
  Customer restored = now;
  std::vector<std::string> kept;
  merge::TakeBack(change.fields, change.before, change.after, &restored, &kept);
  GUANXI_RETURN_IF_ERROR(KeepTree(work, customers, now, &restored));
  GUANXI_RETURN_IF_ERROR(resource::UnitMerges(&work).Restore(customers, row, &restored).status());
  GUANXI_RETURN_IF_ERROR(MoveOnRestored(work, *resources_->merges, mover_->map(), now, restored));
  return OpenCluster(work, merge);
}

absl::Status MergeDesk::OpenCluster(UnitOfWork& work, const CustomerMerge& merge) const {
  if (merge.duplicate_cluster().empty()) return absl::OkStatus();
  const resource::Resource& clusters = *resources_->duplicate_clusters;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(clusters.type(), merge.duplicate_cluster(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(clusters, {name.id}));
  const auto row = rows.find(name.id);
  if (row == rows.end()) return absl::OkStatus();
  auto next = static_cast<const v1::DuplicateCluster&>(*row->second.message);
  if (next.state() != v1::DuplicateCluster::MERGED) return absl::OkStatus();
  next.set_state(v1::DuplicateCluster::OPEN);
  return work.Update(clusters, row->second, &next).status();
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
