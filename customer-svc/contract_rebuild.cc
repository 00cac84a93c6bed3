// How what customers say of their contracts is made anew from the records of lead-svc.
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/environment.h"
#include "customer-svc/contract_facts.h"
#include "customer-svc/opportunity_facts.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Contract;
using resource::UnitOfWork;

constexpr int kRecordsAUnit = 50;

// Those of a partition that the last reading did not find.
const db::Query kSelectOthers{"contract_fact.select_others",
                              "SELECT tenant_id, id FROM contract_facts WHERE partition_no = ? AND "
                              "check_id <> ? LIMIT 200",
                              /*infrastructure=*/true};

const db::Query kForgetFact{
    "contract_fact.forget",
    "DELETE FROM contract_facts WHERE tenant_id = ? AND id = ? AND check_id <> ?"};

}  // namespace

absl::Status ContractFacts::Snapshot(UnitOfWork& work, const LogEvent& record,
                                     const events::Loss& loss, const Uuid& check) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(ContractFact fact,
                          ContractFact::Hold(work.tx(), work.principal().tenant, id));
  const Uuid old_customer = fact.customer;
  fact.check = check;
  const bool another = loss.kind == events::Loss::Kind::kAnotherLog;
  if (another || record.sequence() > fact.sequence) {
    GUANXI_ASSIGN_OR_RETURN(const Contract contract, ParseContract(record.after_body()));
    fact.sequence = record.sequence();
    fact.TakeAll(contract);
    fact.change_time =
        absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(contract.update_time()));
  }
  return Store(work, fact, old_customer);
}

absl::Status ContractFacts::ForgetOthers(int partition, const events::StillHeld& held,
                                         const Uuid& check) const {
  while (true) {
    std::vector<std::pair<Uuid, Uuid>> others;  // tenant, id
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          others.clear();
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                  tx.Select(kSelectOthers, {partition, check.bytes()}));
          for (const db::Row row : rows) {
            GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(row.String(0)));
            GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(1)));
            others.emplace_back(tenant, id);
          }
          return absl::OkStatus();
        }));
    if (others.empty()) return absl::OkStatus();
    for (const auto& [tenant, id] : others) {
      GUANXI_RETURN_IF_ERROR(held());
      GUANXI_RETURN_IF_ERROR(Forget(tenant, id, check));
    }
  }
}

absl::Status ContractFacts::Forget(const Uuid& tenant, const Uuid& id, const Uuid& check) const {
  return engine_->Write(
      events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const ContractFact fact, ContractFact::Hold(work.tx(), tenant, id));
        if (!fact.customer.IsNil()) {
          GUANXI_RETURN_IF_ERROR(HoldCustomers(work, {fact.customer}));
        }
        GUANXI_RETURN_IF_ERROR(
            work.tx().Execute(kForgetFact, {tenant.bytes(), id.bytes(), check.bytes()}).status());
        return fact.customer.IsNil() ? absl::OkStatus() : Recount(work, fact.customer);
      });
}

absl::Status ContractFacts::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                    const events::StillHeld& held) const {
  const Uuid check = engine_->environment().uuids().Next();
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
    return engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob},
                          resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
                            for (const LogEvent& record : records) {
                              GUANXI_RETURN_IF_ERROR(Snapshot(work, record, loss, check));
                            }
                            return absl::OkStatus();
                          });
  };
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read, kContractType, loss.partition, kRecordsAUnit, held, take));
  // In the same log nothing vanishes: contracts stay.
  if (loss.kind != events::Loss::Kind::kAnotherLog) return absl::OkStatus();
  return ForgetOthers(loss.partition, held, check);
}

std::vector<db::Query> ContractRebuildQueries() { return {kSelectOthers, kForgetFact}; }

}  // namespace guanxi::customer
