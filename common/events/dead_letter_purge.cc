#include "common/events/dead_letter_purge.h"

#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/events/consumer_queries.h"
#include "common/resource/purge.h"

namespace guanxi::events {

absl::StatusOr<int64_t> PurgeDeadLetters(db::Database* database, Clock* clock) {
  GUANXI_ASSIGN_OR_RETURN(
      const int64_t purged,
      resource::Purge(database, clock,
                      {kNextDeadLetterTenant, kPurgeDeadLetters, kKeepDeadLetters}));
  if (purged > 0) Log(Severity::kError, "events.dead_letters_given_up", {{"count", purged}});
  return purged;
}

}  // namespace guanxi::events
