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

// Those of values alone: what is projected is written with each interaction, and lies between. That
// is passed over in the index, which has all that the inner query asks for.
const db::Query kSelectChanges{
    "timeline.changes",
    "SELECT c.event_id, c.sequence, c.kind, c.actor, c.change_time, c.root_id, c.changed_fields, "
    "c.before_body, c.after_body, c.before_personal, c.after_personal, c.projection, "
    "c.resource_type FROM (SELECT i.tenant_id, i.event_id, i.sequence FROM changes i FORCE INDEX "
    "(idx_changes_order) WHERE i.tenant_id = ? AND i.resource_id = ? AND i.kind IN (1, 2, 3, 4) "
    "AND i.sequence < ? ORDER BY i.sequence DESC LIMIT ?) k STRAIGHT_JOIN changes c FORCE INDEX "
    "(PRIMARY) ON c.tenant_id = k.tenant_id AND c.event_id = k.event_id ORDER BY k.sequence DESC"};
constexpr int kTypeColumn = 12;
// Records of so many other types are likely to have the customer's id: clients choose them. Each
// has changes of the same sequences.
constexpr int kNamesakes = 4;

}  // namespace

absl::StatusOr<std::vector<TimelineItem>> ChangeBranch::Read(db::Transaction& tx,
                                                             const std::string& place, int limit) {
  int64_t before = std::numeric_limits<int64_t>::max();
  if (!place.empty() && !absl::SimpleAtoi(place, &before)) return WrongPlace();
  const resource::ResourceType& type = customers_.type();
  std::vector<TimelineItem> items;
  int wanted = limit + kNamesakes;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(kSelectChanges, {tenant_.bytes(), customer_.bytes(), before, wanted}));
    const bool is_last = rows.size() < static_cast<size_t>(wanted);
    // Of the last sequence of a full read there may be more.
    const int64_t behind = is_last ? 0 : rows[rows.size() - 1].Int64(1);
    for (const db::Row row : rows) {
      if (items.size() == static_cast<size_t>(limit)) return items;
      if (row.Int64(1) <= behind || row.String(kTypeColumn) != type.singular()) continue;
      GUANXI_RETURN_IF_ERROR(Decode(type, row, &items.emplace_back()));
    }
    if (is_last || items.size() == static_cast<size_t>(limit)) return items;
    // Of one sequence alone, and more of it: what is behind it needs a longer read.
    if (before == behind + 1) wanted *= 2;
    before = behind + 1;
  }
}

absl::Status ChangeBranch::Decode(const resource::ResourceType& type, const db::Row& row,
                                  TimelineItem* item) const {
  item->time = row.Time(4);
  item->place = absl::StrCat(row.Int64(1));
  item->entry.set_kind(TimelineEntry::FIELD_CHANGE);
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeChange(type, view_.get(), row, item->entry.mutable_change()));
  *item->entry.mutable_time() = item->entry.change().change_time();
  return absl::OkStatus();
}

db::Query ChangeBranchQuery() { return kSelectChanges; }

}  // namespace guanxi::customer
