#include "lead-svc/behavior/behavior_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::lead {
namespace {

using customer::v1::BehaviorEvent;

const db::Query& SelectLast() {
  static const auto* const query = new db::Query{
      "lead_behavior.select_last",
      "SELECT event_id, kind, topic, occur_time FROM lead_behaviors "
      "FORCE INDEX (idx_lead_behaviors_occur_time) WHERE tenant_id = ? AND lead_id = ? "
      "ORDER BY occur_time DESC, event_id DESC LIMIT ?"};
  return *query;
}

const db::Query& SelectAll() {
  static const auto* const query =
      new db::Query{"lead_behavior.select_all",
                    "SELECT event_id FROM lead_behaviors WHERE tenant_id = ? AND lead_id = ?"};
  return *query;
}

db::Query SelectSome(size_t count) {
  return {"lead_behavior.select_some",
          absl::StrCat("SELECT event_id FROM lead_behaviors WHERE tenant_id = ? AND lead_id = ? "
                       "AND event_id IN (",
                       resource::Marks(count), ")")};
}

const db::Query& SelectLeads() {
  static const auto* const query =
      new db::Query{"lead_behavior.select_leads",
                    "SELECT lead_id FROM lead_behaviors WHERE tenant_id = ? AND event_id = ? "
                    "ORDER BY lead_id"};
  return *query;
}

const db::InsertQuery& InsertRows() {
  static const auto* const query = new db::InsertQuery{
      "lead_behavior.insert",
      "INSERT INTO lead_behaviors (tenant_id, lead_id, event_id, kind, topic, occur_time) VALUES ",
      ""};
  return *query;
}

const db::Query& RemoveRow() {
  static const auto* const query = new db::Query{
      "lead_behavior.remove",
      "DELETE FROM lead_behaviors WHERE tenant_id = ? AND lead_id = ? AND event_id = ?"};
  return *query;
}

absl::StatusOr<std::vector<Uuid>> IdsOf(const db::Rows& rows) {
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  return ids;
}

}  // namespace

absl::StatusOr<LeadEvent> LeadEventOf(const BehaviorEvent& event) {
  LeadEvent behavior;
  GUANXI_ASSIGN_OR_RETURN(behavior.event, resource::ParseReference("behaviorEvents", event.name()));
  behavior.kind = event.kind();
  behavior.topic = event.topic();
  behavior.time = absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(event.occur_time()));
  return behavior;
}

absl::StatusOr<std::vector<LeadEvent>> SelectBehaviors(db::Transaction& tx, const Uuid& tenant,
                                                       const Uuid& lead, int most) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectLast(), {tenant.bytes(), lead.bytes(), most}));
  std::vector<LeadEvent> behaviors;
  for (const db::Row row : rows) {
    LeadEvent& one = behaviors.emplace_back();
    GUANXI_ASSIGN_OR_RETURN(one.event, Uuid::FromBytes(row.String(0)));
    one.kind = static_cast<BehaviorEvent::Kind>(row.Int64(1));
    one.topic = std::string(row.String(2));
    one.time = row.Time(3);
  }
  return behaviors;
}

absl::StatusOr<std::set<Uuid>> SelectCounted(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& lead,
                                             absl::Span<const LeadEvent> behaviors) {
  std::set<Uuid> counted;
  for (size_t begin = 0; begin < behaviors.size(); begin += resource::kMaxIdsPerSelect) {
    std::vector<Uuid> ids;
    for (const LeadEvent& one : behaviors.subspan(begin, resource::kMaxIdsPerSelect)) {
      ids.push_back(one.event);
    }
    const size_t count = resource::MarksFor(ids.size());
    std::vector<db::Value> values = {tenant.bytes(), lead.bytes()};
    resource::AppendIds(ids, count, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectSome(count), values));
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> found, IdsOf(rows));
    counted.insert(found.begin(), found.end());
  }
  return counted;
}

absl::StatusOr<std::set<Uuid>> SelectAllCounted(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& lead) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectAll(), {tenant.bytes(), lead.bytes()}));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> found, IdsOf(rows));
  return std::set<Uuid>(found.begin(), found.end());
}

absl::StatusOr<std::vector<Uuid>> SelectLeadsOf(db::Transaction& tx, const Uuid& tenant,
                                                const Uuid& event) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(SelectLeads(), {tenant.bytes(), event.bytes()}));
  return IdsOf(rows);
}

absl::Status InsertBehaviors(db::Transaction& tx, const Uuid& tenant, const Uuid& lead,
                             absl::Span<const LeadEvent> behaviors) {
  std::vector<std::vector<db::Value>> rows;
  for (const LeadEvent& one : behaviors) {
    rows.push_back({tenant.bytes(), lead.bytes(), one.event.bytes(), static_cast<int>(one.kind),
                    one.topic, one.time});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(InsertRows(), rows).status();
}

absl::Status RemoveBehavior(db::Transaction& tx, const Uuid& tenant, const Uuid& lead,
                            const Uuid& event) {
  return tx.Execute(RemoveRow(), {tenant.bytes(), lead.bytes(), event.bytes()}).status();
}

std::vector<db::Query> BehaviorRowQueries() {
  return {SelectLast(), SelectAll(), SelectSome(2), SelectLeads(), RemoveRow()};
}

std::vector<db::InsertQuery> BehaviorRowInserts() { return {InsertRows()}; }

}  // namespace guanxi::lead
