// How what opportunities say of their customers is made anew from the records of customer-svc.
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "common/resource/row_codec.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

using customer::v1::Customer;
using event::v1::LogEvent;
using metadata::v1::Change;
using resource::UnitOfWork;

// Those of a partition that the last reading did not find.
const db::Query kSelectOthers{"customer_copy.select_others",
                              "SELECT tenant_id, id FROM customer_copies WHERE partition_no = ? "
                              "AND check_id <> ? AND sequence > 0 LIMIT 200",
                              /*infrastructure=*/true};

}  // namespace

absl::Status CustomerCopies::Snapshot(UnitOfWork& work, const LogEvent& record,
                                      const events::Loss& loss, const Uuid& check) const {
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(record.resource_id()));
  GUANXI_ASSIGN_OR_RETURN(CustomerCopy copy,
                          CustomerCopy::Hold(work.tx(), work.principal().tenant, id));
  copy.check = check;
  const bool another = loss.kind == events::Loss::Kind::kAnotherLog;
  if (another || record.sequence() > copy.sequence) {
    const bool live = record.kind() != Change::DELETED;
    Customer customer;
    resource::Rest unused;
    GUANXI_RETURN_IF_ERROR(resource::DecodeBlobs(
        live ? record.after_body() : record.before_body(),
        live ? record.after_personal() : record.before_personal(), &customer, &unused));
    copy.sequence = record.sequence();
    for (const char* field : {"display_name", "owner", "grade"}) copy.Take(field, customer);
  }
  return Store(work, copy);
}

// They name a customer that there is not, and say nothing of it.
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
            return Store(work, nothing);
          }));
    }
  }
}

absl::Status CustomerCopies::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                     const events::StillHeld& held) const {
  const Uuid check = engine_->environment().uuids().Next();
  // One at a time: each may have kToldAtOnce writes.
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) {
    return engine_->Write(
        events::WriterIn(tenant, kEventActor), {db::Lane::kJob}, resource::WriteContext(),
        [&](UnitOfWork& work) { return Snapshot(work, records[0], loss, check); });
  };
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read, kCustomerType, loss.partition, /*at_once=*/1, held, take));
  // In the same log nothing vanishes: what is deleted has a row.
  if (loss.kind != events::Loss::Kind::kAnotherLog) return absl::OkStatus();
  return ForgetOthers(loss.partition, held, check);
}

std::vector<db::Query> CustomerRebuildQueries() { return {kSelectOthers}; }

}  // namespace guanxi::lead
