// How what opportunities say of their customers is made anew from the records of customer-svc.
#include <set>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using resource::UnitOfWork;

// Records of which it is looked up at once who has a copy.
constexpr int kRecordsAtOnce = 200;

// Those of a partition that the last reading did not find.
const db::Query kSelectOthers{"customer_copy.select_others",
                              "SELECT tenant_id, id FROM customer_copies WHERE partition_no = ? "
                              "AND check_id <> ? AND sequence <> 0 LIMIT 200",
                              /*infrastructure=*/true};

}  // namespace

absl::Status CustomerCopies::Snapshot(UnitOfWork& work, const LogEvent& record,
                                      const events::Loss& loss, const Uuid& check) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
  const Uuid& tenant = work.principal().tenant;
  GUANXI_ASSIGN_OR_RETURN(CustomerCopy copy, CustomerCopy::Hold(work.tx(), tenant, id));
  copy.check = check;
  const bool another = loss.kind == events::Loss::Kind::kAnotherLog;
  // Older than what an event has told of, it is read again (customer_fan_outs).
  if (!another && record.sequence() < -copy.sequence) return copy.Write(work.tx(), tenant);
  if (another || record.sequence() > copy.sequence) {
    GUANXI_RETURN_IF_ERROR(copy.TakeRecord(record));
  }
  return Store(work, copy);
}

// They name a customer that there is not, and say nothing of it; or one that was not read, since it
// has come to be named meanwhile: then it is read yet.
absl::Status CustomerCopies::ForgetOthers(int partition, const events::StillHeld& held,
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
    for (const auto& other : others) {
      const Uuid tenant = other.first;
      CustomerCopy nothing;
      nothing.id = other.second;
      nothing.check = check;
      GUANXI_RETURN_IF_ERROR(held());
      GUANXI_RETURN_IF_ERROR(engine_->Write(
          events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
          [&](UnitOfWork& work) -> absl::Status {
            GUANXI_RETURN_IF_ERROR(CustomerCopy::Hold(work.tx(), tenant, nothing.id).status());
            GUANXI_RETURN_IF_ERROR(Store(work, nothing));
            return PutFanOut(work, nothing.id, Uuid());
          }));
    }
  }
}

absl::Status CustomerCopies::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                     const events::StillHeld& held) const {
  const Uuid check = engine_->environment().uuids().Next();
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    std::vector<Uuid> ids;
    for (const LogEvent& record : records) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
      ids.push_back(id);
    }
    std::set<Uuid> copied;
    const auto read_copied = [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(copied, SelectCopied(tx, tenant, ids));
      return absl::OkStatus();
    };
    GUANXI_RETURN_IF_ERROR(database_->ReadOnly({db::Lane::kJob}, read_copied));
    // One at a time: each may have kToldAtOnce writes.
    for (size_t i = 0; i < records.size(); ++i) {
      if (copied.count(ids[i]) == 0) continue;
      GUANXI_RETURN_IF_ERROR(held());
      GUANXI_RETURN_IF_ERROR(engine_->Write(
          events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
          [&](UnitOfWork& work) { return Snapshot(work, records[i], loss, check); }));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read, kCustomerType, loss.partition, kRecordsAtOnce, held, take));
  // In the same log nothing vanishes: what is deleted has a row.
  if (loss.kind != events::Loss::Kind::kAnotherLog) return absl::OkStatus();
  return ForgetOthers(loss.partition, held, check);
}

std::vector<db::Query> CustomerRebuildQueries() { return {kSelectOthers}; }

}  // namespace guanxi::lead
