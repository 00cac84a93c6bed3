#include "common/events/log_renewal.h"

#include <algorithm>
#include <cstdint>

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

// Whether all of the places lie before the log's end, or at it.
absl::StatusOr<bool> HasComeUpTo(db::Transaction& tx, absl::Span<const Reached> places) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows heads, tx.Select(kSelectHeads, {kOwn}));
  bool has = true;
  for (const db::Row row : heads) {
    has = has && std::all_of(places.begin(), places.end(), [&](const Reached& place) {
            return place.partition != row.Int64(0) || place.after <= row.Int64(1);
          });
  }
  return has;
}

}  // namespace

absl::Status RenewLog(db::Database* database, UuidSource* ids, const Uuid& old,
                      absl::Span<const Reached> ahead) {
  int64_t renewed = 0;
  const Uuid fresh = ids->Next();
  GUANXI_RETURN_IF_ERROR(
      database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        renewed = 0;
        if (!ahead.empty()) {
          // Each transaction of the relay writes the row: who holds it, and then writes it, has
          // seen the last of them, or is to begin anew.
          GUANXI_RETURN_IF_ERROR(tx.Select(kHoldLog, {kOwn}).status());
          GUANXI_ASSIGN_OR_RETURN(const bool has, HasComeUpTo(tx, ahead));
          if (has) return absl::OkStatus();
        }
        GUANXI_ASSIGN_OR_RETURN(renewed, tx.Execute(kRenewLog, {fresh.bytes(), kOwn, old.bytes()}));
        return absl::OkStatus();
      }));
  // Nothing was renewed where another replica was faster.
  if (renewed == 1) Log(Severity::kWarning, "events.log_renewed", {{"log_id", fresh.ToString()}});
  return absl::OkStatus();
}

}  // namespace guanxi::events
