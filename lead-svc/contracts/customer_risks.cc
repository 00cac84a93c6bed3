#include "lead-svc/contracts/customer_risks.h"

#include <cstdint>
#include <set>

#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "guanxi/customer/v1/risk_signal.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "lead-svc/contracts/customer_risk.h"

namespace guanxi::lead {
namespace {

using customer::v1::RiskSignal;
using event::v1::LogEvent;
using resource::UnitOfWork;
using v1::Contract;

const db::Query kSelectRow{"customer_risk.select",
                           "SELECT sequence, severity, is_over, customer_id FROM customer_risks "
                           "WHERE tenant_id = ? AND id = ? FOR UPDATE"};
const db::InsertQuery kPutRow{
    "customer_risk.put",
    "INSERT INTO customer_risks (tenant_id, id, customer_id, partition_no, sequence, severity, "
    "is_over) VALUES ",
    " ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id), sequence = VALUES(sequence), "
    "severity = VALUES(severity), is_over = VALUES(is_over)"};

// Deleted ones too: they may come back.
const db::Query kSelectContracts{
    "contract.select_of_customer",
    "SELECT id FROM contracts WHERE tenant_id = ? AND live IN (0, 1) AND customer_id = ? AND "
    "id > ? ORDER BY id LIMIT ?"};
const db::InsertQuery kPutTurn{
    "customer_risk_turn.put",
    "INSERT INTO customer_risk_turns (tenant_id, customer_id, after_id) VALUES ",
    " ON DUPLICATE KEY UPDATE after_id = VALUES(after_id)"};
const db::Query kNextTurn{"customer_risk_turn.next",
                          "SELECT tenant_id, customer_id FROM customer_risk_turns "
                          "ORDER BY tenant_id, customer_id LIMIT 1",
                          /*infrastructure=*/true};
const db::Query kSelectTurn{"customer_risk_turn.select",
                            "SELECT after_id FROM customer_risk_turns WHERE tenant_id = ? AND "
                            "customer_id = ? FOR UPDATE"};
const db::Query kEndTurn{"customer_risk_turn.end",
                         "DELETE FROM customer_risk_turns WHERE tenant_id = ? AND customer_id = ?"};

bool HasEnded(const Contract& contract) {
  return contract.state() == Contract::COMPLETED || contract.state() == Contract::TERMINATED;
}

struct Row {
  Uuid customer;  // nil: it is not known yet
  int64_t sequence = 0;
  int severity = 0;
  bool is_over = true;

  void Take(absl::string_view field, const RiskSignal& signal) {
    if (field == "severity") severity = signal.severity();
    if (field == "state") {
      is_over = signal.state() != RiskSignal::OPEN && signal.state() != RiskSignal::ACKNOWLEDGED;
    }
  }
};

absl::StatusOr<Row> Read(UnitOfWork& work, const Uuid& id) {
  Row row;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectRow, {work.principal().tenant.bytes(), id.bytes()}));
  if (rows.empty()) return row;
  row.sequence = rows[0].Int64(0);
  row.severity = static_cast<int>(rows[0].Int64(1));
  row.is_over = rows[0].Int64(2) != 0;
  GUANXI_ASSIGN_OR_RETURN(row.customer, Uuid::FromBytes(rows[0].String(3)));
  return row;
}

}  // namespace

absl::Status CustomerRisks::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, kRiskType)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(event.parent_ids()));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOfCustomer(customer)));
  GUANXI_ASSIGN_OR_RETURN(const Row before, Read(work, id));
  if (event.sequence() <= before.sequence) return absl::OkStatus();
  // It goes to another customer when its own is merged with that one.
  const bool has_moved = !before.customer.IsNil() && before.customer != customer;
  if (has_moved) GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOfCustomer(before.customer)));
  RiskSignal after;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(event.after_body(), event.after_personal(), &after, &unused));
  Row next = before;
  next.sequence = event.sequence();
  for (const std::string& field : event.changed_fields()) next.Take(field, after);
  const int partition = events::PartitionOf(tenant.bytes(), id.bytes());
  GUANXI_RETURN_IF_ERROR(
      work.tx()
          .InsertRows(kPutRow, {{tenant.bytes(), id.bytes(), customer.bytes(), partition,
                                 next.sequence, next.severity, next.is_over ? 1 : 0}})
          .status());
  if (has_moved) GUANXI_RETURN_IF_ERROR(Tell(work, before.customer, Uuid()));
  const bool says_the_same = !has_moved && next.is_over == before.is_over &&
                             (next.is_over || next.severity == before.severity);
  return says_the_same ? absl::OkStatus() : Tell(work, customer, Uuid());
}

absl::Status CustomerRisks::Tell(UnitOfWork& work, const Uuid& customer, const Uuid& after) const {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const RiskSum sum, SumRisks(work, NameOfCustomer(customer)));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kSelectContracts, {tenant.bytes(), customer.bytes(),
                                                              after.bytes(), kRisksToldAtOnce}));
  std::set<resource::ResourceName> names;  // in the order of ids
  for (const db::Row row : rows) {
    resource::ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    names.insert(name);
  }
  // All in one statement; Get and Project find them then.
  GUANXI_RETURN_IF_ERROR(work.HoldLive(*contracts_, names, resource::Lock::kExclusive).status());
  for (const resource::ResourceName& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(*contracts_, name));
    const auto& now = static_cast<const Contract&>(*stored.message);
    if (HasEnded(now) || sum.IsShownBy(now)) continue;
    GUANXI_RETURN_IF_ERROR(work.Project(*contracts_, name, [&](google::protobuf::Message* message) {
      sum.Show(static_cast<Contract*>(message));
    }));
  }
  if (names.size() < static_cast<size_t>(kRisksToldAtOnce)) return absl::OkStatus();
  return work.tx()
      .InsertRows(kPutTurn, {{tenant.bytes(), customer.bytes(), names.rbegin()->id.bytes()}})
      .status();
}

absl::StatusOr<bool> CustomerRisks::GoOn() const {
  Uuid tenant, customer;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        tenant = customer = Uuid();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kNextTurn, {}));
        if (rows.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(tenant, Uuid::FromBytes(rows[0].String(0)));
        GUANXI_ASSIGN_OR_RETURN(customer, Uuid::FromBytes(rows[0].String(1)));
        return absl::OkStatus();
      }));
  if (customer.IsNil()) return false;
  const auto go_on = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOfCustomer(customer)));
    const std::vector<db::Value> key = {tenant.bytes(), customer.bytes()};
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectTurn, key));
    if (rows.empty()) return absl::OkStatus();  // another replica has ended it
    GUANXI_ASSIGN_OR_RETURN(const Uuid after, Uuid::FromBytes(rows[0].String(0)));
    GUANXI_RETURN_IF_ERROR(work.tx().Execute(kEndTurn, key).status());
    return Tell(work, customer, after);
  };
  GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(tenant, kRiskActor), {db::Lane::kJob},
                                        resource::WriteContext(), go_on));
  return true;
}

events::Consumer::Options CustomerRisks::Consume(const std::string& target,
                                                 const events::AccountToken& token) const {
  events::Consumer::Options options = events::HearAt(
      target, token,
      {"lead-svc.risks", "customer-svc", engine_, kRiskActor, events::ChangesOf(kRiskType)}, this);
  // Each may have kRisksToldAtOnce writes.
  options.max_batch = 1;
  options.left_over = [this] { return GoOn(); };
  return options;
}

std::vector<db::Query> CustomerRisksQueries() {
  std::vector<db::Query> queries = CustomerRisksRebuildQueries();
  for (const db::Query& query : {kSelectRow, kSelectContracts, kNextTurn, kSelectTurn, kEndTurn}) {
    queries.push_back(query);
  }
  return queries;
}

}  // namespace guanxi::lead
