// Facts, all of them together: consumers, rebuilds, watermarks.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_PART_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_PART_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analytics-svc/facts/fact_rebuild.h"
#include "analytics-svc/facts/fact_writer.h"
#include "analytics-svc/facts/rebuild_queue.h"
#include "analytics-svc/facts/watermarks.h"
#include "common/base/clock.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"

namespace guanxi::analytics {

// How one service is read.
struct FactReads {
  events::ReadLog log;
  events::ReadRecords records;
  events::GetRecords get;
  events::ReadHistories histories;
};

// At a gRPC target, by the service's own account.
FactReads FactReadsAt(const std::string& target, const events::AccountToken& token);

// Thread-safe. What it points to outlives it.
class FactPart {
 public:
  // `reads` by service; those that it lacks have no facts here.
  FactPart(db::Database* database, Clock* clock, const std::map<std::string, FactReads>& reads);

  std::vector<events::Consumer::Options> Consumers() const;
  // To be called again and again: writes watermarks down, and goes on with rebuilds that were
  // asked for, for some pages at most.
  void Run();

  Watermarks* watermarks() const { return watermarks_.get(); }
  const RebuildQueue* rebuilds() const { return &rebuilds_; }

 private:
  struct One {
    FactReads reads;
    std::unique_ptr<const FactWriter> writer;
    std::unique_ptr<const FactRebuild> rebuild;
  };

  absl::StatusOr<Uuid> Page(const Source& source, const Uuid& tenant, int partition,
                            const Uuid& after) const;

  Clock* const clock_;
  const std::unique_ptr<Watermarks> watermarks_;
  const RebuildQueue rebuilds_;
  std::map<std::string, One> services_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_PART_H_
