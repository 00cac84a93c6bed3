#include "customer-svc/contract_facts.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/unit_effects.h"
#include "common/money/amount.h"
#include "common/money/exact.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
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
    "SUM(CASE WHEN state IN (2, 3, 4) THEN 1 ELSE 0 END), MAX(change_time) FROM contract_facts "
    "WHERE tenant_id = ? AND customer_id = ? AND state <> 0 GROUP BY currency"};

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
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSumFacts, {work.principal().tenant.bytes(), customer.bytes()}));
  OneSum contracted, received;
  absl::Time as_of = absl::InfinitePast();
  for (const db::Row row : rows) {
    const std::string currency(row.String(0));
    GUANXI_RETURN_IF_ERROR(contracted.Add(currency, row.String(1), row.Int64(3) > 0));
    GUANXI_RETURN_IF_ERROR(received.Add(currency, row.String(2), false));
    if (!row.IsNull(4)) as_of = std::max(as_of, row.Time(4));
  }
  resource::ResourceName name;
  name.id = customer;
  const absl::Status projected =
      work.Project(*customers_, name, [&](google::protobuf::Message* message) {
        auto* const next = static_cast<Customer*>(message);
        next->clear_contracted_amount();
        next->clear_received_amount();
        next->clear_contracts_as_of();
        if (contracted.is_one()) *next->mutable_contracted_amount() = contracted.money();
        if (received.is_one()) *next->mutable_received_amount() = received.money();
        if (as_of != absl::InfinitePast()) {
          *next->mutable_contracts_as_of() =
              TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(as_of));
        }
      });
  // Nobody says anything of a customer who is not there.
  return absl::IsNotFound(projected) ? absl::OkStatus() : projected;
}

events::Consumer::Options ContractFacts::Consume(const std::string& target,
                                                 const events::AccountToken& token) const {
  events::Consumer::Options options;
  options.name = "customer-svc.contracts";
  options.producer = "lead-svc";
  options.read = events::ReadLogAt(target, token);
  options.concerns = events::ChangesOf(kContractType);
  options.apply = events::InUnitsOfWork(
      engine_, kEventActor,
      [this](UnitOfWork& work, const LogEvent& event) { return Apply(work, event); });
  options.together = events::InOneUnit;
  options.recover = [this, read = events::ReadRecordsAt(target, token)](
                        const events::Loss& loss, const events::StillHeld& held) {
    return Rebuild(loss, read, held);
  };
  return options;
}

std::vector<db::Query> ContractFactQueries() {
  std::vector<db::Query> queries = ContractRebuildQueries();
  queries.push_back(ContractFactQuery());
  queries.push_back(kSumFacts);
  return queries;
}

}  // namespace guanxi::customer
