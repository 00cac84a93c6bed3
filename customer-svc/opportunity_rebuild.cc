// How what customers say of their opportunities is made anew from the records of lead-svc.
#include <set>
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "customer-svc/opportunity_fact.h"
#include "customer-svc/opportunity_facts.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;
using lead::v1::Opportunity;
using metadata::v1::Change;
using resource::UnitOfWork;

constexpr int kRecordsAUnit = 50;

// Those of a partition that the last reading did not find.
const db::Query kSelectOthers{"opportunity_fact.select_others",
                              "SELECT tenant_id, id FROM opportunity_facts WHERE partition_no = ? "
                              "AND check_id <> ? LIMIT 200",
                              /*infrastructure=*/true};

const db::Query kForgetFact{
    "opportunity_fact.forget",
    "DELETE FROM opportunity_facts WHERE tenant_id = ? AND id = ? AND check_id <> ?"};

// When the opportunity last moved, by what it remembers.
absl::Time LastMove(const Opportunity& opportunity) {
  int64_t micros = TimeUtil::TimestampToMicroseconds(opportunity.create_time());
  if (const int stays = opportunity.stage_history_size(); stays > 0) {
    const auto& last = opportunity.stage_history(stays - 1);
    micros = TimeUtil::TimestampToMicroseconds(last.enter_time()) +
             TimeUtil::DurationToMicroseconds(last.duration());
  }
  return absl::FromUnixMicros(micros);
}

}  // namespace

absl::Status OpportunityFacts::Snapshot(UnitOfWork& work, const LogEvent& record,
                                        const events::Loss& loss, const Uuid& check) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(OpportunityFact fact,
                          OpportunityFact::Hold(work.tx(), work.principal().tenant, id));
  const Uuid old_customer = fact.customer;
  fact.check = check;
  const bool another = loss.kind == events::Loss::Kind::kAnotherLog;
  if (another || record.sequence() > fact.sequence) {
    fact.live = record.kind() != Change::DELETED;
    GUANXI_ASSIGN_OR_RETURN(
        const Opportunity opportunity,
        ParseOpportunity(fact.live ? record.after_body() : record.before_body()));
    fact.sequence = record.sequence();
    fact.SetCustomer(opportunity);
    fact.SetAmount(opportunity);
    fact.SetProducts(opportunity);
    fact.state = opportunity.state();
    fact.stage_time = LastMove(opportunity);
  }
  return Store(work, fact, old_customer);
}

absl::Status OpportunityFacts::SnapshotAll(const events::Loss& loss,
                                           const events::ReadRecords& read,
                                           const events::StillHeld& held, const Uuid& check) const {
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
    return engine_->Write(events::WriterIn(tenant, kEventActor), {db::Lane::kJob},
                          resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
                            for (const LogEvent& record : records) {
                              GUANXI_RETURN_IF_ERROR(Snapshot(work, record, loss, check));
                            }
                            return absl::OkStatus();
                          });
  };
  return events::ReadAllRecords(read, kOpportunityType, loss.partition, kRecordsAUnit, held, take);
}

absl::Status OpportunityFacts::ForgetOthers(int partition, const events::StillHeld& held,
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

absl::Status OpportunityFacts::Forget(const Uuid& tenant, const Uuid& id, const Uuid& check) const {
  return engine_->Write(
      events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const OpportunityFact fact,
                                OpportunityFact::Hold(work.tx(), tenant, id));
        GUANXI_RETURN_IF_ERROR(HoldCustomers(work, {fact.customer}).status());
        GUANXI_RETURN_IF_ERROR(
            work.tx().Execute(kForgetFact, {tenant.bytes(), id.bytes(), check.bytes()}).status());
        return fact.customer.IsNil() ? absl::OkStatus() : Recount(work, fact.customer);
      });
}

absl::Status OpportunityFacts::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                       const events::StillHeld& held) const {
  const Uuid check = engine_->environment().uuids().Next();
  GUANXI_RETURN_IF_ERROR(SnapshotAll(loss, read, held, check));
  // In the same log nothing vanishes: what is deleted has a row.
  if (loss.kind != events::Loss::Kind::kAnotherLog) return absl::OkStatus();
  return ForgetOthers(loss.partition, held, check);
}

std::vector<db::Query> OpportunityRebuildQueries() { return {kSelectOthers, kForgetFact}; }

}  // namespace guanxi::customer
