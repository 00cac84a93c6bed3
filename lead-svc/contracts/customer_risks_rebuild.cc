// How what contracts say of risks is made anew from the records of customer-svc.
#include <cstdint>
#include <utility>

#include "common/base/status_macros.h"
#include "common/events/unit_effects.h"
#include "lead-svc/contracts/customer_risk.h"
#include "lead-svc/contracts/customer_risks.h"

namespace guanxi::lead {
namespace {

using event::v1::LogEvent;
using resource::UnitOfWork;

constexpr int kRecordsAtOnce = 200;

const db::Query kForgetRow{"customer_risk.forget",
                           "DELETE FROM customer_risks WHERE tenant_id = ? AND id = ?"};
// Before the records of another log are read: what is not among them is no more.
const db::Query kDoubtRows{"customer_risk.doubt",
                           "UPDATE customer_risks SET sequence = 0 WHERE partition_no = ? "
                           "AND sequence <> 0 LIMIT 1000",
                           /*infrastructure=*/true};
const db::Query kSelectDoubted{"customer_risk.select_doubted",
                               "SELECT tenant_id, id, customer_id FROM customer_risks "
                               "WHERE partition_no = ? AND sequence = 0 LIMIT 200",
                               /*infrastructure=*/true};

}  // namespace

absl::Status CustomerRisks::ForgetOthers(int partition, const events::StillHeld& held) const {
  while (true) {
    std::vector<std::vector<Uuid>> others;  // tenant, id, customer
    GUANXI_RETURN_IF_ERROR(
        database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          others.clear();
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectDoubted, {partition}));
          for (const db::Row row : rows) {
            std::vector<Uuid> ids(3);
            for (size_t i = 0; i < ids.size(); ++i) {
              GUANXI_ASSIGN_OR_RETURN(ids[i], Uuid::FromBytes(row.String(i)));
            }
            others.push_back(std::move(ids));
          }
          return absl::OkStatus();
        }));
    if (others.empty()) return absl::OkStatus();
    for (const std::vector<Uuid>& other : others) {
      GUANXI_RETURN_IF_ERROR(held());
      const auto forget = [&](UnitOfWork& work) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(HoldRisks(work, NameOfCustomer(other[2])));
        GUANXI_RETURN_IF_ERROR(
            work.tx().Execute(kForgetRow, {other[0].bytes(), other[1].bytes()}).status());
        return Tell(work, other[2], Uuid());
      };
      GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(other[0], kRiskActor),
                                            {db::Lane::kJob}, resource::WriteContext(), forget));
    }
  }
}

absl::Status CustomerRisks::Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                                    const events::StillHeld& held) const {
  const bool is_another = loss.kind == events::Loss::Kind::kAnotherLog;
  for (int64_t doubted = is_another ? 1 : 0; doubted > 0;) {
    GUANXI_RETURN_IF_ERROR(held());
    GUANXI_RETURN_IF_ERROR(
        database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          GUANXI_ASSIGN_OR_RETURN(doubted, tx.Execute(kDoubtRows, {loss.partition}));
          return absl::OkStatus();
        }));
  }
  const auto take = [&](const Uuid& tenant, absl::Span<const LogEvent> records) -> absl::Status {
    // One at a time: each may have kRisksToldAtOnce writes.
    for (const LogEvent& record : records) {
      GUANXI_RETURN_IF_ERROR(held());
      LogEvent whole = record;
      for (const char* field : {"severity", "state"}) whole.add_changed_fields(field);
      GUANXI_RETURN_IF_ERROR(engine_->Write(events::WriterIn(tenant, kRiskActor), {db::Lane::kJob},
                                            resource::WriteContext(),
                                            [&](UnitOfWork& work) { return Apply(work, whole); }));
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(
      events::ReadAllRecords(read, kRiskType, loss.partition, kRecordsAtOnce, held, take));
  // In the same log nothing vanishes.
  return is_another ? ForgetOthers(loss.partition, held) : absl::OkStatus();
}

std::vector<db::Query> CustomerRisksRebuildQueries() {
  return {kForgetRow, kDoubtRows, kSelectDoubted};
}

}  // namespace guanxi::lead
