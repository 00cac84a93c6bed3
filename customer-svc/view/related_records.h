// What this service knows of records of another one that are about its customers: the events of
// that service, projected.
//
//   related_records   the records as far as events have told of them: what the view shows
//   timeline_entries  what happened to them
#ifndef GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORDS_H_
#define GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORDS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "common/resource/engine.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/view/related_record.h"
#include "google/protobuf/message.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::customer {

// Of one service. What a record leads to its customer by may be heard of before or after it, and
// may change: the record and its entries follow. Thread-safe. Owns nothing that it is given.
class RelatedRecords {
 public:
  // `producer` is the service whose events are heard: "lead-svc".
  RelatedRecords(std::string producer, db::Database* database, const resource::Engine* engine)
      : producer_(std::move(producer)), database_(database), engine_(engine) {}

  // What one event changes; those of other records change nothing. What is known already is passed
  // over.
  //   FAILED_PRECONDITION  RELATED_VERSION_MISSING  a version before it was not told of
  absl::Status Apply(resource::UnitOfWork& work, const event::v1::LogEvent& event) const;

  // Makes the records of a partition what they are, as `read` has them; what is newer already
  // stays, unless the log is another one: then nothing that is known is. Time lines get what
  // differs as it ended up: what lay between is not known. Errors: those of `read` and `held`,
  // which is asked at each step, and of the database.
  absl::Status Rebuild(const events::Loss& loss, const events::ReadRecords& read,
                       const events::StillHeld& held) const;

  // The consumer of the service's events at a gRPC target.
  events::Consumer::Options Consume(const std::string& target,
                                    const events::AccountToken& token) const;

 private:
  // Null if the event changes nothing here.
  const RelatedKind* KindOf(const event::v1::LogEvent& event) const;
  absl::Status Snapshot(resource::UnitOfWork& work, const RelatedKind& kind,
                        const event::v1::LogEvent& record, const events::Loss& loss,
                        const Uuid& check) const;
  absl::Status ForgetOthers(const RelatedKind& kind, int partition, const events::StillHeld& held,
                            const Uuid& check) const;

  const std::string producer_;
  db::Database* const database_;
  const resource::Engine* const engine_;
};

// Its statements, for the linter.
std::vector<db::Query> RelatedQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_VIEW_RELATED_RECORDS_H_
