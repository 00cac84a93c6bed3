#include "customer-svc/customer_recycling.h"

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;
using resource::UnitOfWork;
using v1::Customer;

// How many contracts are in force (ACTIVE and BREACHED), and of how many money is overdue.
const db::Query kObligations{
    "contract_fact.obligations",
    "SELECT COALESCE(SUM(CASE WHEN state IN (2, 3) THEN 1 ELSE 0 END), 0), "
    "COALESCE(SUM(CASE WHEN overdue > 0 THEN 1 ELSE 0 END), 0) FROM contract_facts "
    "WHERE tenant_id = ? AND customer_id = ?"};

const db::Query kOwnedCustomers{
    "customer.owned",
    "SELECT id FROM customers FORCE INDEX (PRIMARY) WHERE tenant_id = ? AND id > ? "
    "AND live = 1 AND owner_id IS NOT NULL ORDER BY id LIMIT ?"};

}  // namespace

absl::StatusOr<std::string> PoolObstacle(UnitOfWork& work, const Message& message) {
  const auto& customer = static_cast<const Customer&>(message);
  if (customer.open_opportunity_count() > 0) return std::string("it has an open opportunity");
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("customers", customer.name()));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kObligations, {work.principal().tenant.bytes(), id.bytes()}));
  if (rows.empty()) return std::string();
  if (rows[0].Int64(0) > 0) return std::string("it has a contract in force");
  return std::string(rows[0].Int64(1) > 0 ? "it has not paid what is due" : "");
}

pools::RecycleWarnings CustomerWarnings(const resource::Resource* customers,
                                        const resource::Resource* pools, timers::Timers* timers) {
  pools::RecycleWarnings::Kind kind;
  kind.records = customers;
  kind.pools = pools;
  kind.timers = timers;
  kind.timer_kind = "customer_recycle_warning";
  kind.page = kOwnedCustomers;
  kind.obstacle = PoolObstacle;
  return pools::RecycleWarnings(kind);
}

std::vector<db::Query> RecyclingQueries() { return {kObligations, kOwnedCustomers}; }

}  // namespace guanxi::customer
