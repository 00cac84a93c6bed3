#include "customer-svc/opportunity_fact.h"

#include "common/base/status_macros.h"
#include "common/events/partition.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {
namespace {

using lead::v1::Opportunity;

const db::Query kSelectFact{
    "opportunity_fact.select",
    "SELECT sequence, live, customer_id, state, currency, units, nanos, stage_time, check_id "
    "FROM opportunity_facts WHERE tenant_id = ? AND id = ?"};

const db::InsertQuery kPutFact{
    "opportunity_fact.put",
    "INSERT INTO opportunity_facts (tenant_id, id, partition_no, sequence, live, customer_id, "
    "state, currency, units, nanos, stage_time, check_id) VALUES ",
    " ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), live = VALUES(live), "
    "customer_id = VALUES(customer_id), state = VALUES(state), currency = VALUES(currency), "
    "units = VALUES(units), nanos = VALUES(nanos), stage_time = VALUES(stage_time), "
    "check_id = VALUES(check_id)"};

}  // namespace

void OpportunityFact::SetCustomer(const Opportunity& opportunity) {
  customer = resource::ParseReference("customers", opportunity.customer()).value_or(Uuid());
}

void OpportunityFact::SetAmount(const Opportunity& opportunity) {
  currency = opportunity.amount().currency_code();
  units = opportunity.amount().units();
  nanos = opportunity.amount().nanos();
}

absl::StatusOr<OpportunityFact> OpportunityFact::Read(db::Transaction& tx, const Uuid& tenant,
                                                      const Uuid& id) {
  OpportunityFact fact;
  fact.id = id;
  fact.partition = events::PartitionOf(tenant.bytes(), id.bytes());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectFact, {tenant.bytes(), id.bytes()}));
  if (rows.empty()) return fact;
  const db::Row row = rows[0];
  fact.sequence = row.Int64(0);
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
  return fact;
}

absl::Status OpportunityFact::Write(db::Transaction& tx, const Uuid& tenant) const {
  const db::Value named = customer.IsNil() ? db::Value() : db::Value(customer.bytes());
  return tx
      .InsertRows(kPutFact, {{tenant.bytes(), id.bytes(), partition, sequence, live, named, state,
                              currency, units, nanos, stage_time, check.bytes()}})
      .status();
}

absl::StatusOr<Opportunity> ParseOpportunity(const std::string& body) {
  Opportunity opportunity;
  if (!opportunity.ParseFromString(body)) return absl::DataLossError("an event is malformed");
  return opportunity;
}

db::Query OpportunityFactQuery() { return kSelectFact; }

}  // namespace guanxi::customer
