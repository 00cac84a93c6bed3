#include "customer-svc/view/change_branch.h"

#include <cstdint>
#include <limits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/change_rows.h"

namespace guanxi::customer {
namespace {

using v1::TimelineEntry;

// Those of values alone: what is projected is written with each interaction, and lies between.
const db::Query kSelectChanges{
    "timeline.changes",
    "SELECT c.event_id, c.sequence, c.kind, c.actor, c.change_time, c.root_id, c.changed_fields, "
    "c.before_body, c.after_body, c.before_personal, c.after_personal, c.projection FROM changes c "
    "FORCE INDEX (idx_changes_order) WHERE c.tenant_id = ? AND c.resource_id = ? AND "
    "c.resource_type = ? AND c.kind IN (1, 2, 3, 4) AND c.sequence < ? ORDER BY c.sequence DESC "
    "LIMIT ?"};

}  // namespace

absl::StatusOr<std::vector<TimelineItem>> ChangeBranch::Read(db::Transaction& tx,
                                                             const std::string& place, int limit) {
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!place.empty() && !absl::SimpleAtoi(place, &before)) return WrongPlace();
  const resource::ResourceType& type = customers_.type();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectChanges, {tenant_.bytes(), customer_.bytes(),
                                                     type.singular(), before, limit}));
  std::vector<TimelineItem> items;
  for (const db::Row row : rows) {
    TimelineItem& item = items.emplace_back();
    item.time = row.Time(4);
    item.place = absl::StrCat(row.Int64(1));
    item.entry.set_kind(TimelineEntry::FIELD_CHANGE);
    GUANXI_RETURN_IF_ERROR(
        resource::DecodeChange(type, view_.get(), row, item.entry.mutable_change()));
    *item.entry.mutable_time() = item.entry.change().change_time();
  }
  return items;
}

db::Query ChangeBranchQuery() { return kSelectChanges; }

}  // namespace guanxi::customer
