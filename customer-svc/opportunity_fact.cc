#include "customer-svc/opportunity_fact.h"

#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using lead::v1::Opportunity;

// One of which nothing is known: it counts for nobody.
const db::InsertQuery kMakeFact{
    "opportunity_fact.make",
    "INSERT INTO opportunity_facts (tenant_id, id, partition_no, sequence, live, state, currency, "
    "units, nanos, check_id) VALUES ",
    " ON DUPLICATE KEY UPDATE partition_no = VALUES(partition_no)"};

const db::Query kHoldFact{
    "opportunity_fact.hold",
    "SELECT sequence, live, customer_id, state, currency, units, nanos, stage_time, check_id, "
    "products "
    "FROM opportunity_facts WHERE tenant_id = ? AND id = ? FOR UPDATE"};

const db::InsertQuery kPutFact{
    "opportunity_fact.put",
    "INSERT INTO opportunity_facts (tenant_id, id, partition_no, sequence, live, customer_id, "
    "state, currency, units, nanos, stage_time, check_id, products) VALUES ",
    " ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), live = VALUES(live), "
    "customer_id = VALUES(customer_id), state = VALUES(state), currency = VALUES(currency), "
    "units = VALUES(units), nanos = VALUES(nanos), stage_time = VALUES(stage_time), "
    "check_id = VALUES(check_id), products = VALUES(products)"};

}  // namespace

void OpportunityFact::SetCustomer(const Opportunity& opportunity) {
  customer = resource::ParseReference("customers", opportunity.customer()).value_or(Uuid());
}

void OpportunityFact::SetAmount(const Opportunity& opportunity) {
  currency = opportunity.amount().currency_code();
  units = opportunity.amount().units();
  nanos = opportunity.amount().nanos();
}

void OpportunityFact::SetProducts(const Opportunity& opportunity) {
  products = absl::StrJoin(opportunity.products(), "\n");
}

absl::StatusOr<OpportunityFact> OpportunityFact::Hold(db::Transaction& tx, const Uuid& tenant,
                                                      const Uuid& id) {
  OpportunityFact fact;
  fact.id = id;
  fact.partition = events::PartitionOf(tenant.bytes(), id.bytes());
  const std::vector<db::Value> key = {tenant.bytes(), id.bytes()};
  GUANXI_ASSIGN_OR_RETURN(db::Rows rows, tx.Select(kHoldFact, key));
  if (rows.empty()) {
    // A lock of what is not there holds up nobody; another one may have made it by now.
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(kMakeFact, {{tenant.bytes(), id.bytes(), fact.partition, 0,
                                                      false, 0, "", 0, 0, Uuid().bytes()}})
                               .status());
    GUANXI_ASSIGN_OR_RETURN(rows, tx.Select(kHoldFact, key));
  }
  if (rows.empty()) return absl::InternalError("a row that is held is gone");
  const db::Row row = rows[0];
  fact.sequence = row.Int64(0);
  if (fact.sequence == 0) return fact;
  fact.live = row.Bool(1);
  if (!row.IsNull(2)) {
    GUANXI_ASSIGN_OR_RETURN(fact.customer, Uuid::FromBytes(row.String(2)));
  }
  fact.state = static_cast<int>(row.Int64(3));
  fact.currency = std::string(row.String(4));
  fact.units = row.Int64(5);
  fact.nanos = static_cast<int32_t>(row.Int64(6));
  fact.stage_time = row.Time(7);
  GUANXI_ASSIGN_OR_RETURN(fact.check, Uuid::FromBytes(row.String(8)));
  fact.products = std::string(row.String(9));
  return fact;
}

absl::Status OpportunityFact::Write(db::Transaction& tx, const Uuid& tenant) const {
  const db::Value named = customer.IsNil() ? db::Value() : db::Value(customer.bytes());
  return tx
      .InsertRows(kPutFact, {{tenant.bytes(), id.bytes(), partition, sequence, live, named, state,
                              currency, units, nanos, stage_time, check.bytes(), products}})
      .status();
}

absl::StatusOr<Opportunity> ParseOpportunity(const std::string& body) {
  Opportunity opportunity;
  if (!opportunity.ParseFromString(body)) return absl::DataLossError("an event is malformed");
  return opportunity;
}

db::Query OpportunityFactQuery() { return kHoldFact; }

}  // namespace guanxi::customer
