#include "lead-svc/contracts/customer_risks.h"

#include <cstdint>
#include <set>

#include "absl/strings/str_cat.h"
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

constexpr char kActor[] = "services/lead-svc";
constexpr int kRecordsAtOnce = 200;

const db::Query kSelectRow{"customer_risk.select",
                           "SELECT sequence, severity, is_over FROM customer_risks "
                           "WHERE tenant_id = ? AND id = ? FOR UPDATE"};
const db::InsertQuery kPutRow{
    "customer_risk.put",
    "INSERT INTO customer_risks (tenant_id, id, customer_id, partition_no, sequence, severity, "
    "is_over) VALUES ",
    " ON DUPLICATE KEY UPDATE customer_id = VALUES(customer_id), sequence = VALUES(sequence), "
    "severity = VALUES(severity), is_over = VALUES(is_over)"};
const db::Query kForgetRow{"customer_risk.forget",
                           "DELETE FROM customer_risks WHERE tenant_id = ? AND id = ?"};
// Before the records of another log are read: what is not among them is no more.
const db::Query kDoubtRows{"customer_risk.doubt",
                           "UPDATE customer_risks SET sequence = 0 WHERE partition_no = ? "
                           "AND sequence <> 0 LIMIT 1000",
                           /*infrastructure=*/true};
const db::Query kSelectDoubted{"customer_risk.select_doubted",
                               "SELECT tenant_id, id, customer_id FROM customer_risks "
                               "WHERE partition_no = ? AND sequence = 0 LIMIT 200",
                               /*infrastructure=*/true};
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

std::string NameOf(const Uuid& customer) { return absl::StrCat("customers/", customer.ToString()); }

bool HasEnded(const Contract& contract) {
  return contract.state() == Contract::COMPLETED || contract.state() == Contract::TERMINATED;
}

struct Row {
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
  return row;
}

}  // namespace

absl::Status CustomerRisks::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, kRiskType)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(const Uuid customer, Uuid::FromBytes(event.parent_ids()));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOf(customer)));
  GUANXI_ASSIGN_OR_RETURN(const Row before, Read(work, id));
  if (event.sequence() <= before.sequence) return absl::OkStatus();
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
  const bool says_the_same =
      next.is_over == before.is_over && (next.is_over || next.severity == before.severity);
  return says_the_same ? absl::OkStatus() : Tell(work, customer, Uuid());
}

absl::Status CustomerRisks::Tell(UnitOfWork& work, const Uuid& customer, const Uuid& after) const {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const RiskSum sum, SumRisks(work, NameOf(customer)));
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
    GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOf(customer)));
    const std::vector<db::Value> key = {tenant.bytes(), customer.bytes()};
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectTurn, key));
    if (rows.empty()) return absl::OkStatus();  // another replica has ended it
    GUANXI_ASSIGN_OR_RETURN(const Uuid after, Uuid::FromBytes(rows[0].String(0)));
    GUANXI_RETURN_IF_ERROR(work.tx().Execute(kEndTurn, key).status());
    return Tell(work, customer, after);
  };
  GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                                        resource::WriteContext(), go_on));
  return true;
}

absl::Status CustomerRisks::ForgetOthers(int partition, const events::StillHeld& held) const {
  while (true) {
    std::vector<std::vector<Uuid>> others;  // tenant, id, customer
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          others.clear();
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectDoubted, {partition}));
          for (const db::Row row : rows) {
            std::vector<Uuid> ids(3);
            for (size_t i = 0; i < ids.size(); ++i) {
              GUANXI_ASSIGN_OR_RETURN(ids[i], Uuid::FromBytes(row.String(i)));
            }
            others.push_back(std::move(ids));
          }
          return absl::OkStatus();
        }));
    if (others.empty()) return absl::OkStatus();
    for (const std::vector<Uuid>& other : others) {
      GUANXI_RETURN_IF_ERROR(held());
      const auto forget = [&](UnitOfWork& work) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOf(other[2])));
        GUANXI_RETURN_IF_ERROR(
            work.tx().Execute(kForgetRow, {other[0].bytes(), other[1].bytes()}).status());
        return Tell(work, other[2], Uuid());
      };
      GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(other[0], kActor), {db::Lane::kJob},
                                            resource::WriteContext(), forget));
    }
  }
}

absl::Status CustomerRisks::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                    const events::StillHeld& held) const {
  const bool is_another = loss.kind == events::Loss::Kind::kAnotherLog;
  for (int64_t doubted = is_another ? 1 : 0; doubted > 0;) {
    GUANXI_RETURN_IF_ERROR(held());
    GUANXI_RETURN_IF_ERROR(
        database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(doubted, tx.Execute(kDoubtRows, {loss.partition}));
          return absl::OkStatus();
        }));
  }
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    // One at a time: each may have kRisksToldAtOnce writes.
    for (const LogEvent& record : records) {
      GUANXI_RETURN_IF_ERROR(held());
      LogEvent whole = record;
      for (const char* field : {"severity", "state"}) whole.add_changed_fields(field);
      GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(tenant, kActor), {db::Lane::kJob},
                                            resource::WriteContext(),
                                            [&](UnitOfWork& work) { return Apply(work, whole); }));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read, kRiskType, loss.partition, kRecordsAtOnce, held, take));
  // In the same log nothing vanishes.
  return is_another ? ForgetOthers(loss.partition, held) : absl::OkStatus();
}

events::Consumer::Options CustomerRisks::Consume(const std::string& target,
                                                 const events::AccountToken& token) const {
  events::Consumer::Options options = events::HearAt(
      target, token,
      {"lead-svc.risks", "customer-svc", engine_, kActor, events::ChangesOf(kRiskType)}, this);
  // Each may have kRisksToldAtOnce writes.
  options.max_batch = 1;
  options.left_over = [this] { return GoOn(); };
  return options;
}

std::vector<db::Query> CustomerRisksQueries() {
  return {kSelectRow,       kForgetRow, kDoubtRows,  kSelectDoubted,
          kSelectContracts, kNextTurn,  kSelectTurn, kEndTurn};
}

}  // namespace guanxi::lead
