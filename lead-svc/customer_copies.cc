#include "lead-svc/customer_copies.h"

#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_limits.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;
using resource::UnitOfWork;
using v1::Opportunity;

// Deleted ones too: they may come back.
const db::Query kSelectOpportunities{
    "opportunity.select_of_customer",
    "SELECT id FROM opportunities WHERE tenant_id = ? AND live IN (0, 1) AND customer_id = ? AND "
    "id > ? ORDER BY id LIMIT ?"};

const db::InsertQuery kPutFanOut{"customer_fan_out.put",
                                 "INSERT INTO customer_fan_outs (tenant_id, id, after_id) VALUES ",
                                 " ON DUPLICATE KEY UPDATE after_id = VALUES(after_id)"};
const db::Query kNextFanOut{"customer_fan_out.next",
                            "SELECT tenant_id, id FROM customer_fan_outs WHERE tenant_id > ? OR "
                            "(tenant_id = ? AND id > ?) ORDER BY tenant_id, id LIMIT 1",
                            /*infrastructure=*/true};
const db::Query kSelectFanOut{
    "customer_fan_out.select",
    "SELECT after_id FROM customer_fan_outs WHERE tenant_id = ? AND id = ? FOR UPDATE"};
const db::Query kEndFanOut{"customer_fan_out.end",
                           "DELETE FROM customer_fan_outs WHERE tenant_id = ? AND id = ?"};

absl::Status PutFanOut(UnitOfWork& work, const Uuid& customer, const Uuid& after) {
  return work.tx()
      .InsertRows(kPutFanOut, {{work.principal().tenant.bytes(), customer.bytes(), after.bytes()}})
      .status();
}

}  // namespace

absl::Status ShowCustomer(UnitOfWork& work, const resource::Resource& opportunities,
                          const Opportunity* old, const Opportunity& next) {
  if ((old == nullptr ? "" : old->customer()) == next.customer()) return absl::OkStatus();
  CustomerCopy copy;
  if (const auto id = resource::ParseReference("customers", next.customer()); id.ok()) {
    GUANXI_ASSIGN_OR_RETURN(copy, CustomerCopy::Hold(work.tx(), work.principal().tenant, *id));
  }
  GUANXI_ASSIGN_OR_RETURN(
      const resource::ResourceName name,
      resource::ParseName(opportunities.type(), next.name(), "opportunity.name"));
  return work.Project(opportunities, name,
                      [&](Message* message) { copy.Show(static_cast<Opportunity*>(message)); });
}

absl::Status CustomerCopies::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (event.resource_type() != kCustomerType || event.kind() == Change::PROJECTED ||
      event.kind() == Change::EMITTED) {
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(CustomerCopy copy,
                          CustomerCopy::Hold(work.tx(), work.principal().tenant, id));
  if (event.sequence() <= copy.sequence) return absl::OkStatus();
  if (event.sequence() != copy.sequence + 1) {
    return FailedPrecondition("CUSTOMER_VERSION_MISSING", absl::StrCat("customers/", id.ToString()),
                              "an event of the version before it is missing");
  }
  Customer after;
  resource::Rest unused;
  GUANXI_RETURN_IF_ERROR(
      resource::DecodeBlobs(event.after_body(), event.after_personal(), &after, &unused));
  bool differs = false;
  for (const std::string& field : event.changed_fields()) differs |= copy.Take(field, after);
  copy.sequence = event.sequence();
  return differs ? Store(work, copy) : copy.Write(work.tx(), work.principal().tenant);
}

absl::Status CustomerCopies::Store(UnitOfWork& work, const CustomerCopy& copy) const {
  GUANXI_RETURN_IF_ERROR(copy.Write(work.tx(), work.principal().tenant));
  // Of several customers in one unit of work only the first may have that many.
  if (work.writes() + kToldAtOnce > resource::kMaxWrites) return PutFanOut(work, copy.id, Uuid());
  GUANXI_ASSIGN_OR_RETURN(const Uuid last, Tell(work, copy, Uuid()));
  return last.IsNil() ? absl::OkStatus() : PutFanOut(work, copy.id, last);
}

absl::StatusOr<Uuid> CustomerCopies::Tell(UnitOfWork& work, const CustomerCopy& copy,
                                          const Uuid& after) const {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectOpportunities, {work.principal().tenant.bytes(), copy.id.bytes(),
                                              after.bytes(), kToldAtOnce}));
  std::set<resource::ResourceName> names;  // in the order of ids
  for (const db::Row row : rows) {
    resource::ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    names.insert(name);
  }
  // All in one statement; Get and Project find them then.
  GUANXI_RETURN_IF_ERROR(
      work.HoldLive(*opportunities_, names, resource::Lock::kExclusive).status());
  for (const resource::ResourceName& name : names) {
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(*opportunities_, name));
    // It may name another one since.
    const auto& now = static_cast<const Opportunity&>(*stored.message);
    const auto named = resource::ParseReference("customers", now.customer());
    if (!named.ok() || *named != copy.id) continue;
    GUANXI_RETURN_IF_ERROR(work.Project(*opportunities_, name, [&](Message* message) {
      copy.Show(static_cast<Opportunity*>(message));
    }));
  }
  return names.size() < static_cast<size_t>(kToldAtOnce) ? Uuid() : names.rbegin()->id;
}

absl::StatusOr<std::pair<Uuid, Uuid>> CustomerCopies::NextTurn() const {
  std::pair<Uuid, Uuid> next;
  {
    MutexLock lock(&mutex_);
    next = last_turn_;
  }
  const auto read = [&](db::Transaction& tx) -> absl::Status {
    for (std::pair<Uuid, Uuid> after : {next, std::pair<Uuid, Uuid>()}) {
      next = {};
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx.Select(kNextFanOut, {after.first.bytes(), after.first.bytes(), after.second.bytes()}));
      if (rows.empty()) continue;  // all behind it had their turn
      GUANXI_ASSIGN_OR_RETURN(next.first, Uuid::FromBytes(rows[0].String(0)));
      GUANXI_ASSIGN_OR_RETURN(next.second, Uuid::FromBytes(rows[0].String(1)));
      break;
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({db::Lane::kJob}, read));
  MutexLock lock(&mutex_);
  last_turn_ = next;
  return next;
}

absl::StatusOr<bool> CustomerCopies::GoOn() const {
  Principal principal;
  Uuid customer;
  GUANXI_ASSIGN_OR_RETURN(std::tie(principal.tenant, customer), NextTurn());
  if (customer.IsNil()) return false;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      events::WriterIn(principal.tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        // The copy first, as everybody: what it says now is told.
        GUANXI_ASSIGN_OR_RETURN(const CustomerCopy copy,
                                CustomerCopy::Hold(work.tx(), principal.tenant, customer));
        const std::vector<db::Value> key = {principal.tenant.bytes(), customer.bytes()};
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectFanOut, key));
        if (rows.empty()) return absl::OkStatus();  // another replica has ended it
        GUANXI_ASSIGN_OR_RETURN(const Uuid after, Uuid::FromBytes(rows[0].String(0)));
        GUANXI_ASSIGN_OR_RETURN(const Uuid last, Tell(work, copy, after));
        if (!last.IsNil()) return PutFanOut(work, customer, last);
        return work.tx().Execute(kEndFanOut, key).status();
      }));
  return true;
}

events::Consumer::Options CustomerCopies::Consume(const std::string& target,
                                                  const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = "lead-svc.customers";
  options.producer = "customer-svc";
  options.read = events::ReadLogAt(target, token);
  options.apply = events::InUnitsOfWork(
      engine_, kEventActor,
      [this](UnitOfWork& work, const LogEvent& event) { return Apply(work, event); });
  options.together = events::InOneUnit;
  options.left_over = [this] { return GoOn(); };
  options.recover = [this, read = events::ReadRecordsAt(target, token)](
                        const events::Loss& loss, const events::StillHeld& held) {
    return Rebuild(loss, read, held);
  };
  return options;
}

std::vector<db::Query> CustomerCopiesQueries() {
  std::vector<db::Query> queries = CustomerRebuildQueries();
  for (const db::Query& query : CustomerCopyQueries()) queries.push_back(query);
  queries.insert(queries.end(), {kSelectOpportunities, kNextFanOut, kSelectFanOut, kEndFanOut});
  return queries;
}

}  // namespace guanxi::lead
