#include "customer-svc/contract_facts.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_consumer.h"
#include "common/events/unit_effects.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/purchases.h"
#include "customer-svc/tree/tree_rows.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Contract;
using resource::UnitOfWork;
using v1::Customer;

// By currency. Signed are ACTIVE, BREACHED and COMPLETED ones.
const db::Query kSumFacts{
    "contract_fact.sum",
    "SELECT currency, SUM(CASE WHEN state IN (2, 3, 4) THEN amount ELSE 0 END), SUM(received), "
    "SUM(CASE WHEN state IN (2, 3, 4) THEN 1 ELSE 0 END), MAX(change_time), SUM(overdue), "
    "SUM(CASE WHEN received > 0 THEN 1 ELSE 0 END) FROM contract_facts WHERE tenant_id = ? AND "
    "customer_id = ? AND state <> 0 GROUP BY currency"};

// Amounts in at most one currency; those of 0 are in none.
class OneSum {
 public:
  absl::Status Add(const std::string& currency, absl::string_view decimal, bool counts) {
    GUANXI_ASSIGN_OR_RETURN(const money::Int nanos, money::ParseScaled(decimal, money::kMaxPlaces));
    if (!counts && nanos == 0) return absl::OkStatus();
    ++currencies_;
    money_ = money::MoneyOf(nanos, money::kMaxPlaces, currency);
    return absl::OkStatus();
  }
  bool is_one() const { return currencies_ == 1; }
  const google::type::Money& money() const { return money_; }

 private:
  int currencies_ = 0;
  google::type::Money money_;
};

// What the facts of one customer come to.
struct Sums {
  OneSum contracted, received, overdue;
  int64_t paid = 0;
  absl::Time as_of = absl::InfinitePast();
};

absl::StatusOr<Sums> ReadSums(db::Transaction& tx, const Uuid& tenant, const Uuid& customer) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSumFacts, {tenant.bytes(), customer.bytes()}));
  Sums sums;
  for (const db::Row row : rows) {
    const std::string currency(row.String(0));
    GUANXI_RETURN_IF_ERROR(sums.contracted.Add(currency, row.String(1), row.Int64(3) > 0));
    GUANXI_RETURN_IF_ERROR(sums.received.Add(currency, row.String(2), false));
    GUANXI_RETURN_IF_ERROR(sums.overdue.Add(currency, row.String(5), false));
    if (!row.IsNull(4)) sums.as_of = std::max(sums.as_of, row.Time(4));
    sums.paid += row.Int64(6);
  }
  return sums;
}

void Show(const Sums& sums, Customer* customer) {
  customer->clear_contracted_amount();
  customer->clear_received_amount();
  customer->clear_overdue_amount();
  customer->clear_contracts_as_of();
  customer->set_paid_contract_count(sums.paid);
  if (sums.contracted.is_one()) *customer->mutable_contracted_amount() = sums.contracted.money();
  if (sums.received.is_one()) *customer->mutable_received_amount() = sums.received.money();
  if (sums.overdue.is_one()) *customer->mutable_overdue_amount() = sums.overdue.money();
  if (sums.as_of == absl::InfinitePast()) return;
  *customer->mutable_contracts_as_of() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(sums.as_of));
}

}  // namespace

absl::Status ContractFacts::Apply(UnitOfWork& work, const LogEvent& event) const {
  if (!events::IsChangeOf(event, kContractType)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(event.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(ContractFact fact,
                          ContractFact::Hold(work.tx(), work.principal().tenant, id));
  if (event.sequence() <= fact.sequence) return absl::OkStatus();
  if (event.sequence() != fact.sequence + 1) {
    return FailedPrecondition("CONTRACT_VERSION_MISSING", absl::StrCat("contracts/", id.ToString()),
                              "an event of the version before it is missing");
  }
  GUANXI_ASSIGN_OR_RETURN(const Contract after, ParseContract(event.after_body()));
  const Uuid old_customer = fact.customer;
  for (const std::string& field : event.changed_fields()) fact.Take(field, after);
  fact.change_time = absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(event.change_time()));
  fact.sequence = event.sequence();
  return Store(work, fact, old_customer);
}

absl::Status ContractFacts::Store(UnitOfWork& work, const ContractFact& fact,
                                  const Uuid& old_customer) const {
  std::set<Uuid> affected = {old_customer, fact.customer};
  affected.erase(Uuid());
  // Before the fact: who sums up sees all facts of those who have.
  GUANXI_RETURN_IF_ERROR(HoldCustomers(work, affected));
  GUANXI_RETURN_IF_ERROR(fact.Write(work.tx(), work.principal().tenant));
  for (const Uuid& one : affected) GUANXI_RETURN_IF_ERROR(Recount(work, one));
  return absl::OkStatus();
}

absl::Status ContractFacts::HoldCustomers(UnitOfWork& work, const std::set<Uuid>& customers) const {
  std::set<resource::ResourceName> names;
  for (const Uuid& customer : customers) {
    resource::ResourceName name;
    name.id = customer;
    names.insert(name);
  }
  return work.HoldLive(*customers_, names, resource::Lock::kExclusive).status();
}

absl::Status ContractFacts::Recount(UnitOfWork& work, const Uuid& customer) const {
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(const Sums sums, ReadSums(work.tx(), tenant, customer));
  GUANXI_ASSIGN_OR_RETURN(const Purchases purchases, ReadPurchases(work.tx(), tenant, customer));
  GUANXI_RETURN_IF_ERROR(MarkTreeStale(work.tx(), tenant, customer));
  resource::ResourceName name;
  name.id = customer;
  const absl::Status projected =
      work.Project(*customers_, name, [&](google::protobuf::Message* message) {
        Show(sums, static_cast<Customer*>(message));
        ShowPurchases(purchases, static_cast<Customer*>(message));
      });
  // Nobody says anything of a customer who is not there.
  return absl::IsNotFound(projected) ? absl::OkStatus() : projected;
}

events::Consumer::Options ContractFacts::Consume(const std::string& target,
                                                 const events::AccountToken& token) const {
  return events::HearAt(target, token,
                        {"customer-svc.contracts", "lead-svc", engine_, kEventActor,
                         events::ChangesOf(kContractType)},
                        this);
}

std::vector<db::Query> ContractFactQueries() {
  std::vector<db::Query> queries = ContractRebuildQueries();
  queries.push_back(ContractFactQuery());
  queries.push_back(kSumFacts);
  return queries;
}

}  // namespace guanxi::customer
