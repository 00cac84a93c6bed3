#include "customer-svc/merge/merge_change.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/merge/journal.h"
#include "common/resource/changes.h"
#include "common/resource/column.h"
#include "common/resource/merged_names.h"
#include "common/resource/message_fields.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using resource::ResourceType;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerMerge;

// Changes of one version of a row: its own, and of its projected columns and facts.
constexpr int kChangesOfVersion = 64;

// Those that merges state; the engine's own are not what a record says.
bool IsRestored(const ResourceType& type, const FieldDescriptor* field) {
  return field != nullptr && field != type.name_field() && field != type.etag_field() &&
         field != type.create_time_field() && field != type.update_time_field() &&
         field != type.delete_time_field() && !resource::Rules(field).projected();
}

// The customers' own fields that name customers and have columns: those that merges move.
std::vector<const FieldDescriptor*> NamesOf(const merge::ReferenceMap& map) {
  std::vector<const FieldDescriptor*> fields;
  for (const merge::Place& place : map.places()) {
    if (place.resource == map.target() && !place.is_parent() && place.column->parents.empty()) {
      fields.push_back(place.column->field);
    }
  }
  return fields;
}

Uuid IdIn(const Customer& customer, const FieldDescriptor* field) {
  const std::string text = customer.GetReflection()->GetString(customer, field);
  return resource::ParseReference("customers", text).value_or(Uuid());
}

// Held to the end: who begins to undo it waits, and then finds what is yet to be moved.
absl::StatusOr<bool> IsBeingUndone(UnitOfWork& work, const resource::Resource& merges,
                                   const Uuid& merge) {
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(merges, {merge}));
  const auto row = rows.find(merge);
  return row != rows.end() &&
         static_cast<const CustomerMerge&>(*row->second.message).state() == CustomerMerge::UNDOING;
}

}  // namespace

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

absl::Status FollowLaterMerges(UnitOfWork& work, const merge::ReferenceMap& map,
                               const Customer& now, MergeChange* change) {
  for (const FieldDescriptor* field : NamesOf(map)) {
    const Uuid set = IdIn(change->after, field), present = IdIn(now, field);
    if (set.IsNil() || set == present) continue;
    GUANXI_ASSIGN_OR_RETURN(
        const auto ends,
        resource::FollowMerged(work.tx(), work.principal().tenant, map.collection(), {set}));
    const auto end = ends.find(set);
    if (end != ends.end() && end->second == present) {
      resource::CopyField(now, field, &change->after);
    }
  }
  return absl::OkStatus();
}

absl::Status MoveOnRestored(UnitOfWork& work, const resource::Resource& merges,
                            const merge::ReferenceMap& map, const Customer& now,
                            const Customer& restored) {
  const Uuid& tenant = work.principal().tenant;
  for (const FieldDescriptor* field : NamesOf(map)) {
    Uuid at = IdIn(restored, field);
    if (at == IdIn(now, field)) continue;
    for (int depth = 0; depth < resource::kMaxMergeDepth && !at.IsNil(); ++depth) {
      GUANXI_ASSIGN_OR_RETURN(const auto steps,
                              resource::ReadMerged(work.tx(), tenant, map.collection(), {at}));
      const auto step = steps.find(at);
      if (step == steps.end()) break;
      GUANXI_ASSIGN_OR_RETURN(const bool is_undone,
                              IsBeingUndone(work, merges, step->second.merge));
      if (is_undone) break;
      GUANXI_RETURN_IF_ERROR(merge::PutTurn(work.tx(), {tenant,
                                                        step->second.merge,
                                                        at,
                                                        step->second.into,
                                                        /*undoes=*/false,
                                                        work.principal().subject,
                                                        {}}));
      at = step->second.into;
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
