// Customers whose opportunities are told in turns.
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using resource::UnitOfWork;

const db::InsertQuery kPutFanOut{
    "customer_fan_out.put",
    "INSERT INTO customer_fan_outs (tenant_id, id, after_id, root_id, depth) VALUES ",
    " ON DUPLICATE KEY UPDATE after_id = VALUES(after_id), root_id = VALUES(root_id), depth = "
    "VALUES(depth)"};
const db::Query kNextFanOuts{
    "customer_fan_out.next",
    "SELECT tenant_id, id, root_id, depth FROM customer_fan_outs WHERE tenant_id > ? OR "
    "(tenant_id = ? AND id > ?) ORDER BY tenant_id, id LIMIT ?",
    /*infrastructure=*/true};
const db::Query kSelectFanOut{"customer_fan_out.select",
                              "SELECT after_id, root_id, depth FROM customer_fan_outs WHERE "
                              "tenant_id = ? AND id = ? FOR UPDATE"};
const db::Query kEndFanOut{"customer_fan_out.end",
                           "DELETE FROM customer_fan_outs WHERE tenant_id = ? AND id = ?"};

// In columns from `first` on.
absl::StatusOr<resource::Cause> ReadCause(const db::Row& row, size_t first) {
  resource::Cause cause;
  GUANXI_ASSIGN_OR_RETURN(cause.root, Uuid::FromBytes(row.String(first)));
  cause.depth = static_cast<int>(row.Int64(first + 1));
  return cause;
}

}  // namespace

absl::Status PutFanOut(UnitOfWork& work, const Uuid& customer, const Uuid& after) {
  const resource::Cause& cause = work.context().cause;
  return work.tx()
      .InsertRows(kPutFanOut, {{work.principal().tenant.bytes(), customer.bytes(), after.bytes(),
                                cause.root.bytes(), cause.depth}})
      .status();
}

absl::StatusOr<CustomerCopies::Turn> CustomerCopies::NextTurn() const {
  std::pair<Uuid, Uuid> last;
  {
    MutexLock lock(&mutex_);
    last = last_turn_;
  }
  Turn turn;
  const auto read = [&](db::Transaction& tx) -> absl::Status {
    for (const std::pair<Uuid, Uuid>& after : {last, std::pair<Uuid, Uuid>()}) {
      turn = Turn();
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select(kNextFanOuts, {after.first.bytes(), after.first.bytes(),
                                                       after.second.bytes(), kTurnsAtOnce}));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(row.String(0)));
        if (turn.customers.empty()) turn.tenant = tenant;
        if (tenant != turn.tenant) break;
        GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
        turn.customers.push_back(id);
        GUANXI_ASSIGN_OR_RETURN(turn.causes[id], ReadCause(row, 2));
      }
      if (!turn.customers.empty()) break;  // else all behind it had their turn
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({db::Lane::kJob}, read));
  MutexLock lock(&mutex_);
  last_turn_ = turn.customers.empty() ? std::pair<Uuid, Uuid>()
                                      : std::make_pair(turn.tenant, turn.customers.back());
  return turn;
}

absl::StatusOr<CustomerCopies::Found> CustomerCopies::ReadUnknown(
    const Turn& turn, const events::GetRecords& get) const {
  Found found;
  const auto read = [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(found.none, SelectUnknown(tx, turn.tenant, turn.customers));
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({db::Lane::kJob}, read));
  if (found.none.empty()) return found;
  event::v1::BatchGetRecordsRequest request;
  request.set_resource_type(kCustomerType);
  request.set_tenant_id(std::string(turn.tenant.bytes()));
  for (const Uuid& id : found.none) request.add_ids(std::string(id.bytes()));
  GUANXI_ASSIGN_OR_RETURN(const event::v1::BatchGetRecordsResponse response, get(request));
  for (const LogEvent& record : response.records()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
    found.records.emplace(id, record);
    found.none.erase(id);
  }
  for (const std::string& left : response.remaining_ids()) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(left));
    found.none.erase(id);
  }
  return found;
}

absl::Status CustomerCopies::GoOnWith(const Uuid& tenant, const Uuid& customer,
                                      const resource::Cause& cause, const Found& found) const {
  resource::WriteContext context;
  context.cause = cause;
  return engine_->Write(
      events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, context,
      [&](UnitOfWork& work) -> absl::Status {
        // The copy first, as everybody: what it says now is told.
        GUANXI_ASSIGN_OR_RETURN(CustomerCopy copy, CustomerCopy::Hold(work.tx(), tenant, customer));
        const std::vector<db::Value> key = {tenant.bytes(), customer.bytes()};
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectFanOut, key));
        if (rows.empty()) return absl::OkStatus();  // another replica has ended it
        GUANXI_ASSIGN_OR_RETURN(const resource::Cause now, ReadCause(rows[0], 1));
        // Something else has begun it anew: it is told in its next turn, as part of that.
        if (now.root != cause.root || now.depth != cause.depth) return absl::OkStatus();
        if (!copy.IsKnown() && found.none.count(customer) == 0) {
          const auto record = found.records.find(customer);
          // Not read, or read before an event that told of more: it is read in its next turn.
          if (record == found.records.end() || record->second.sequence() < -copy.sequence) {
            return absl::OkStatus();
          }
          GUANXI_RETURN_IF_ERROR(copy.TakeRecord(record->second));
          GUANXI_RETURN_IF_ERROR(copy.Write(work.tx(), tenant));
        }
        GUANXI_ASSIGN_OR_RETURN(const Uuid after, Uuid::FromBytes(rows[0].String(0)));
        GUANXI_ASSIGN_OR_RETURN(const Uuid last, Tell(work, copy, after));
        if (!last.IsNil()) return PutFanOut(work, customer, last);
        return work.tx().Execute(kEndFanOut, key).status();
      });
}

absl::StatusOr<bool> CustomerCopies::GoOn(const events::GetRecords& get) const {
  GUANXI_ASSIGN_OR_RETURN(const Turn turn, NextTurn());
  if (turn.customers.empty()) return false;
  const absl::StatusOr<Found> found = ReadUnknown(turn, get);
  absl::Status failed = found.status();
  // Those that are known are told whether or not the others could be read.
  const Found nothing;
  const Found& read = found.ok() ? *found : nothing;
  for (const Uuid& customer : turn.customers) {
    failed.Update(GoOnWith(turn.tenant, customer, turn.causes.at(customer), read));
  }
  if (!failed.ok()) return failed;
  return true;
}

std::vector<db::Query> CustomerFanOutQueries() { return {kNextFanOuts, kSelectFanOut, kEndFanOut}; }

}  // namespace guanxi::lead
