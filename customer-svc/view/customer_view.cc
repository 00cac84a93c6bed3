#include "customer-svc/view/customer_view.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/row_scope.h"
#include "customer-svc/view/record_branch.h"
#include "customer-svc/view/related_kinds.h"
#include "customer-svc/view/related_sight.h"
#include "customer-svc/view/ticket_sight.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

Timestamp ToTimestamp(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

// Of what is open, the first ones in the view's order.
db::Query SelectOpen(bool ascends, const std::string& sight) {
  const char* const direction = ascends ? "" : " DESC";
  return {absl::StrCat("customer_view.open", ascends ? "" : "_last_first"),
          absl::StrCat("SELECT r.body FROM related_records r FORCE INDEX "
                       "(idx_related_records_customer)",
                       sight,
                       " WHERE r.tenant_id = ? AND r.customer_id = ? AND r.kind = ? AND r.live = 1 "
                       "AND r.is_open = 1 ORDER BY r.rank_time",
                       direction, ", r.id", direction, " LIMIT ?")};
}

// When the one that changed last did.
db::Query SelectLastChange(const std::string& sight) {
  return {"customer_view.last_change",
          absl::StrCat("SELECT r.change_time FROM related_records r FORCE INDEX "
                       "(idx_related_records_change)",
                       sight,
                       " WHERE r.tenant_id = ? AND r.customer_id = ? AND r.kind = ? AND r.live = 1 "
                       "ORDER BY r.change_time DESC LIMIT 1")};
}

struct Whose {
  const Uuid& tenant;
  const Uuid& customer;
};

std::vector<db::Value> With(std::vector<db::Value> values, const Whose& whose, int kind) {
  values.emplace_back(whose.tenant.bytes());
  values.emplace_back(whose.customer.bytes());
  values.emplace_back(kind);
  return values;
}

// A section: its field in the view, and the list in it.
struct Place {
  const FieldDescriptor* section = nullptr;
  const FieldDescriptor* list = nullptr;
};

// Where records of a type go; nothing if there is no section of such.
Place PlaceOf(const google::protobuf::Descriptor* type) {
  const auto* const view = v1::CustomerView::descriptor();
  for (int i = 0; i < view->field_count(); ++i) {
    const auto* const section = view->field(i)->message_type();
    for (int j = 0; section != nullptr && j < section->field_count(); ++j) {
      const FieldDescriptor* const list = section->field(j);
      if (list->is_repeated() && list->message_type() == type) return {view->field(i), list};
    }
  }
  return {};
}

v1::SectionState* StateOf(Message* section) {
  const auto* const field = section->GetDescriptor()->FindFieldByName("state");
  return static_cast<v1::SectionState*>(section->GetReflection()->MutableMessage(section, field));
}

absl::Status AddRelated(db::Transaction& tx, const RelatedKind& kind, const RelatedSight& sight,
                        const Whose& whose, v1::CustomerView* view) {
  const Place place = PlaceOf(kind.glance);
  if (place.section == nullptr || sight.sees_none()) return absl::OkStatus();
  Message* const section = view->GetReflection()->MutableMessage(view, place.section);
  v1::SectionState& state = *StateOf(section);
  std::vector<db::Value> seen;
  const std::string join = sight.Join(&seen);
  std::vector<db::Value> values = With(seen, whose, kind.number);
  values.emplace_back(kSectionRecords + 1);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectOpen(kind.ascends(), join), values));
  state.set_more(rows.size() > kSectionRecords);
  for (size_t i = 0; i < rows.size() && i < kSectionRecords; ++i) {
    Message* const glance = section->GetReflection()->AddMessage(section, place.list);
    if (!glance->ParseFromString(std::string(rows[i].String(0)))) {
      return absl::DataLossError("a related record is malformed");
    }
  }
  GUANXI_ASSIGN_OR_RETURN(const db::Rows last,
                          tx.Select(SelectLastChange(join), With(seen, whose, kind.number)));
  if (!last.empty()) *state.mutable_as_of() = ToTimestamp(last[0].Time(0));
  return absl::OkStatus();
}

// Records of this service, by their path.
absl::Status AddOwn(db::Transaction& tx, const RecordPath& path, const Whose& whose, absl::Time now,
                    v1::CustomerView* view,
                    const resource::RowScope& scope = resource::RowScope()) {
  const Place place = PlaceOf(path.records->type().descriptor());
  Message* const section = view->GetReflection()->MutableMessage(view, place.section);
  v1::SectionState& state = *StateOf(section);
  *state.mutable_as_of() = ToTimestamp(now);
  GUANXI_ASSIGN_OR_RETURN(std::vector<resource::Stored> rows,
                          ReadRecords(tx, whose.tenant, path, whose.customer.bytes(),
                                      TimePlace::Start(), kSectionRecords + 1, scope));
  state.set_more(rows.size() > kSectionRecords);
  for (size_t i = 0; i < rows.size() && i < kSectionRecords; ++i) {
    Message* const record = section->GetReflection()->AddMessage(section, place.list);
    record->GetReflection()->Swap(record, rows[i].message.get());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AddOwnSections(db::Transaction& tx, const Resources& resources,
                            const Principal& principal, const Uuid& customer, absl::Time now,
                            v1::CustomerView* view) {
  const Whose whose = {principal.tenant, customer};
  for (const RecordPath& path :
       {ContactsOf(resources), InteractionsOf(resources), OrdersOf(resources)}) {
    if (!SeesPath(path, principal)) continue;
    GUANXI_RETURN_IF_ERROR(AddOwn(tx, path, whose, now, view));
  }
  GUANXI_ASSIGN_OR_RETURN(const auto tickets, TicketSightOf(resources, principal, now));
  if (!tickets.has_value()) return absl::OkStatus();
  return AddOwn(tx, TicketsOf(resources), whose, now, view, *tickets);
}

absl::Status AddRelatedSections(db::Transaction& tx, const policy::Rights& rights,
                                const Uuid& tenant, const Uuid& customer, v1::CustomerView* view) {
  for (const RelatedKind& kind : RelatedKinds()) {
    if (kind.open.empty()) continue;
    // Which are shown, and in what order.
    std::vector<std::string> fields = {kind.open_by};
    if (!kind.rank.empty()) fields.push_back(kind.rank);
    const RelatedSight sight = RelatedSight::Of(rights, kind, fields);
    GUANXI_RETURN_IF_ERROR(AddRelated(tx, kind, sight, {tenant, customer}, view));
  }
  return absl::OkStatus();
}

std::vector<db::Query> CustomerViewQueries() {
  std::vector<db::Value> values;
  const std::string sight = RelatedSight::Sample().Join(&values);
  return {SelectOpen(true, sight), SelectOpen(false, sight), SelectLastChange(sight)};
}

}  // namespace guanxi::customer
