#include "bench/histories.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/glance.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/timeline_service.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::Interaction;
using customer::v1::ServiceTicket;
using customer::v1::TimelineEntry;
using google::protobuf::util::TimeUtil;

using RowList = std::vector<std::vector<db::Value>>;

constexpr int kCustomersAtOnce = 200;
constexpr size_t kRowsAtOnce = 1000;
constexpr int kPaymentPlan = 101;  // its number in related_records

const db::InsertQuery kInsertInteractions{
    "bench.interactions",
    "INSERT INTO interactions (tenant_id, id, parent_id, version, live, channel, direction, "
    "actor_id, contact, occur_time, sentiment, next_follow_up_time, create_time, automatic, body, "
    "personal) VALUES "};
const db::InsertQuery kInsertTickets{
    "bench.tickets",
    "INSERT INTO service_tickets (tenant_id, id, version, live, title, customer_id, contact, "
    "channel, type, category, priority, owner_id, department_id, state, first_response_time, "
    "resolve_time, reopen_count, escalation_level, merged_into_id, create_time, body, personal) "
    "VALUES "};
const db::InsertQuery kInsertRelated{
    "bench.related",
    "INSERT INTO related_records (tenant_id, kind, id, partition_no, sequence, live, is_open, "
    "customer_id, via_kind, via_id, holder_kind, holder_id, owner_id, department_id, rank_time, "
    "change_time, check_id, body) VALUES "};
const db::InsertQuery kInsertEntries{
    "bench.entries",
    "INSERT INTO timeline_entries (tenant_id, customer_id, kind, occur_time, id, record_id, "
    "is_first, actor, body) VALUES "};
const db::Query kSelectCustomers{
    "bench.customers",
    "SELECT id FROM customers WHERE tenant_id = ? AND live = 1 AND id > ? ORDER BY id LIMIT ?"};
const db::Query kCountOfOne{
    "bench.interactions_of_one",
    "SELECT COUNT(*) FROM interactions WHERE tenant_id = ? AND live = 1 AND parent_id = ?"};

// The rows of some customers, sent when there are enough.
class Histories {
 public:
  explicit Histories(const Target* target) : target_(*target), now_(absl::Now()) {}

  void AddInteractions(const Uuid& customer, int count) {
    for (int i = 0; i < count; ++i) {
      const absl::Time at = now_ - absl::Hours(7) * i - absl::Minutes(customer.data[15]);
      Interaction body, personal;
      body.set_channel(Interaction::CALL);
      body.set_direction(Interaction::OUTBOUND);
      *body.mutable_occur_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(at));
      *body.mutable_create_time() = body.occur_time();
      personal.set_summary("客户询问报价，约定下周再联系；对交付周期有疑问，已转技术同事答复。");
      interactions_.push_back(db::MakeValues(
          target_.tenant.bytes(), ids_.Next().bytes(), customer.bytes(), 1, true,
          static_cast<int>(body.channel()), static_cast<int>(body.direction()), nullptr, "", at, 0,
          nullptr, at, false, body.SerializeAsString(), personal.SerializeAsString()));
    }
  }

  void AddTicket(const Uuid& customer) {
    ServiceTicket body, personal;
    body.set_title("无法登录后台");
    body.set_customer(absl::StrCat("customers/", customer.ToString()));
    body.set_channel(ServiceTicket::PHONE);
    body.set_priority(ServiceTicket::NORMAL);
    body.set_state(ServiceTicket::OPEN);
    *body.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(now_));
    personal.set_description("昨天升级以后，输入密码没有反应，换了两台电脑都一样。");
    tickets_.push_back(db::MakeValues(
        target_.tenant.bytes(), ids_.Next().bytes(), 1, true, body.title(), customer.bytes(), "",
        static_cast<int>(body.channel()), 0, "", static_cast<int>(body.priority()), nullptr,
        nullptr, static_cast<int>(body.state()), nullptr, nullptr, 0, 0, nullptr, now_,
        body.SerializeAsString(), personal.SerializeAsString()));
  }

  void AddRelated(const Uuid& customer) {
    customer::v1::OpportunityGlance opportunity;
    opportunity.set_display_name("年度框架");
    opportunity.set_state("OPEN");
    const Uuid deal = AddRecord(customer, TimelineEntry::OPPORTUNITY, Uuid(), &opportunity);
    customer::v1::ContractGlance contract;
    contract.set_display_name("框架合同");
    contract.set_state("ACTIVE");
    const Uuid signed_one = AddRecord(customer, TimelineEntry::CONTRACT, Uuid(), &contract);
    customer::v1::PaymentPlanGlance plan;
    plan.set_display_name("首付款");
    plan.set_state("UNPAID");
    plan.set_outstanding(true);
    AddRecord(customer, kPaymentPlan, signed_one, &plan);
    customer::v1::TodoGlance todo;
    todo.set_title("请立即跟进");
    todo.set_state("OPEN");
    const Uuid task = AddRecord(customer, TimelineEntry::TODO, Uuid(), &todo);
    for (int i = 0; i < 3; ++i)
      AddEntry(customer, TimelineEntry::OPPORTUNITY, deal, i, opportunity);
    AddEntry(customer, TimelineEntry::CONTRACT, signed_one, 0, contract);
    AddEntry(customer, TimelineEntry::TODO, task, 0, todo);
  }

  absl::Status Send() {
    const std::pair<const db::InsertQuery*, RowList*> all[] = {
        {&kInsertInteractions, &interactions_},
        {&kInsertTickets, &tickets_},
        {&kInsertRelated, &related_},
        {&kInsertEntries, &entries_}};
    for (const auto& [query, rows] : all) {
      for (size_t from = 0; from < rows->size(); from += kRowsAtOnce) {
        const size_t to = std::min(from + kRowsAtOnce, rows->size());
        const RowList some(rows->begin() + from, rows->begin() + to);
        GUANXI_RETURN_IF_ERROR(target_.database->ReadWrite(
            {db::Lane::kJob},
            [&](db::Transaction& tx) { return tx.InsertRows(*query, some).status(); }));
      }
      rows->clear();
    }
    return absl::OkStatus();
  }

 private:
  template <typename Glance>
  Uuid AddRecord(const Uuid& customer, int kind, const Uuid& above, Glance* glance) {
    const Uuid id = ids_.Next(), owner = DeriveUuid("bench", "actor"), nil;
    const int holder_kind = above.IsNil() ? kind : TimelineEntry::CONTRACT;
    const Uuid& holder = above.IsNil() ? id : above;
    glance->set_name(absl::StrCat("records/", id.ToString()));
    related_.push_back(db::MakeValues(target_.tenant.bytes(), kind, id.bytes(), 0, 1, true, true,
                                      customer.bytes(), 0, nil.bytes(), holder_kind, holder.bytes(),
                                      owner.bytes(), nullptr, now_, now_, nil.bytes(),
                                      glance->SerializeAsString()));
    return id;
  }

  template <typename Glance>
  void AddEntry(const Uuid& customer, int kind, const Uuid& record, int days,
                const Glance& glance) {
    entries_.push_back(db::MakeValues(
        target_.tenant.bytes(), customer.bytes(), kind, now_ - absl::Hours(24) * days,
        ids_.Next().bytes(), record.bytes(), days == 0, "users/bench", glance.SerializeAsString()));
  }

  const Target& target_;
  const absl::Time now_;
  UuidSource ids_;
  RowList interactions_, tickets_, related_, entries_;
};

absl::StatusOr<db::Rows> Select(const Target& target, const db::Query& query,
                                const std::vector<db::Value>& values) {
  db::Rows rows;
  GUANXI_RETURN_IF_ERROR(
      target.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(query, values));
        return absl::OkStatus();
      }));
  return rows;
}

}  // namespace

absl::StatusOr<Uuid> FillHistories(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> last,
                          LatestCustomers(target.database.get(), target.tenant, 1));
  if (last.empty()) return absl::FailedPreconditionError("there are no customers");
  const Uuid busy = last[0];
  GUANXI_ASSIGN_OR_RETURN(const db::Rows count,
                          Select(target, kCountOfOne, {target.tenant.bytes(), busy.bytes()}));
  if (count[0].Int64(0) >= kBusyInteractions) return busy;
  Histories histories(&target);
  for (Uuid behind;;) {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            Select(target, kSelectCustomers,
                                   {target.tenant.bytes(), behind.bytes(), kCustomersAtOnce}));
    if (rows.empty()) break;
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(behind, Uuid::FromBytes(row.String(0)));
      histories.AddInteractions(behind, kInteractionsEach);
      histories.AddTicket(behind);
      histories.AddRelated(behind);
    }
    GUANXI_RETURN_IF_ERROR(histories.Send());
  }
  // Last: that it has them says that all have theirs.
  histories.AddInteractions(busy, kBusyInteractions);
  GUANXI_RETURN_IF_ERROR(histories.Send());
  return busy;
}

}  // namespace guanxi::bench
