#include "customer-svc/merge/merge_change.h"

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/resource/changes.h"
#include "common/resource/column.h"

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

}  // namespace guanxi::customer
