#include "customer-svc/view/happening_branch.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "customer-svc/view/glances.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using v1::TimelineEntry;

db::Query SelectEntries(const std::string& sight) {
  return {"timeline.select",
          absl::StrCat("SELECT e.occur_time, e.id, e.is_first, e.actor, e.body FROM "
                       "timeline_entries e FORCE INDEX (PRIMARY) STRAIGHT_JOIN related_records r "
                       "FORCE INDEX (PRIMARY) ON r.tenant_id = e.tenant_id AND r.kind = e.kind AND "
                       "r.id = e.record_id",
                       sight,
                       " WHERE e.tenant_id = ? AND e.customer_id = ? AND e.kind = ? AND "
                       "(e.occur_time < ? OR (e.occur_time = ? AND e.id < ?)) AND r.live = 1 ORDER "
                       "BY e.occur_time DESC, e.id DESC LIMIT ?")};
}

// The entry's field whose type is the glance.
const FieldDescriptor* FieldFor(const RelatedKind& kind) {
  const auto* const records = TimelineEntry::descriptor()->FindOneofByName("record");
  for (int i = 0; i < records->field_count(); ++i) {
    if (records->field(i)->message_type() == kind.glance) return records->field(i);
  }
  return nullptr;
}

absl::Status Decode(const RelatedKind& kind, const db::Row& row, TimelineItem* item) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
  item->time = row.Time(0);
  item->place = TimePlace{item->time, id}.ToText();
  TimelineEntry& entry = item->entry;
  entry.set_kind(static_cast<TimelineEntry::Kind>(kind.number));
  *entry.mutable_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(item->time));
  entry.set_first(row.Bool(2));
  entry.set_actor(std::string(row.String(3)));
  const FieldDescriptor* const field = FieldFor(kind);
  if (field == nullptr) return absl::InternalError("a kind has no field in the time line");
  Message* const glance = entry.GetReflection()->MutableMessage(&entry, field);
  if (glance->ParseFromString(std::string(row.String(4)))) return absl::OkStatus();
  return absl::DataLossError("an entry of a time line is malformed");
}

}  // namespace

absl::StatusOr<std::vector<TimelineItem>> HappeningBranch::Read(db::Transaction& tx,
                                                                const std::string& place,
                                                                int limit) {
  const std::optional<TimePlace> from = TimePlace::FromText(place);
  if (!from.has_value()) return WrongPlace();
  std::vector<db::Value> values;
  const db::Query query = SelectEntries(sight_.Join(&values));
  for (db::Value& value : db::MakeValues(tenant_.bytes(), customer_.bytes(), kind_.number,
                                         from->time, from->time, from->id.bytes(), limit)) {
    values.push_back(std::move(value));
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
  std::vector<TimelineItem> items(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(Decode(kind_, rows[i], &items[i]));
  }
  return items;
}

db::Query HappeningQuery() {
  std::vector<db::Value> values;
  return SelectEntries(RelatedSight::Sample().Join(&values));
}

}  // namespace guanxi::customer
