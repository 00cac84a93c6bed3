// Reads the records of a service anew, for facts that events alone cannot mend.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_REBUILD_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_REBUILD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analytics-svc/facts/fact_writer.h"
#include "analytics-svc/facts/source.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "guanxi/event/v1/log_service.pb.h"

namespace guanxi::analytics {

// Thread-safe. Owns nothing but the functions.
class FactRebuild {
 public:
  FactRebuild(db::Database* database, const FactWriter* writer, events::ReadRecords read,
              events::GetRecords get)
      : database_(database), writer_(writer), read_(std::move(read)), get_(std::move(get)) {}

  // For Consumer::Options.recover: makes the facts of a partition of a service what its records'
  // histories say. Errors: those of reading, of `held`, and of the database.
  absl::Status Recover(const std::string& service, const events::Loss& loss,
                       const events::StillHeld& held) const;

  // One page of a type's records of one tenant in a partition, behind an id (nil: from the first
  // on), in a shard of stamps that nobody else uses. Returns the id to go on behind; nil: there is
  // no more. Errors: those of reading and of the database.
  absl::StatusOr<Uuid> Page(const Source& source, const Uuid& tenant, int partition,
                            const Uuid& after) const;

 private:
  absl::Status RecoverType(const Source& source, const events::Loss& loss,
                           const events::StillHeld& held) const;
  // Facts of records that are not there any more say nothing.
  absl::Status ForgetGone(const Source& source, int partition, const Uuid& check,
                          const events::StillHeld& held) const;
  // Those of a partition that `check` did not find, behind a place, which moves; false: no more.
  absl::StatusOr<bool> Unchecked(const Source& source, int partition, const Uuid& check,
                                 std::pair<Uuid, Uuid>* place,
                                 std::map<Uuid, std::vector<std::string>>* ids) const;
  absl::Status Forget(const Source& source, const Uuid& tenant, const std::vector<std::string>& ids,
                      int partition, const Uuid& check) const;

  db::Database* const database_;
  const FactWriter* const writer_;
  const events::ReadRecords read_;
  const events::GetRecords get_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_REBUILD_H_
