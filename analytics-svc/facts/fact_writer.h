// Makes events, and records that are read anew, take effect in facts.
//
// A record's row is a function of its history. An event that follows what the row says is folded
// in; one that the row says already is passed over; before one that does not follow, the record is
// made anew out of its whole history, which the service that has it tells
// (LogService.ReadHistories) : so late, repeated and lost events end in the same facts. Of types
// whose history keeps no values the records themselves are read.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_FACT_WRITER_H_
#define GUANXI_ANALYTICS_SVC_FACTS_FACT_WRITER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "analytics-svc/facts/fact_store.h"
#include "analytics-svc/facts/record.h"
#include "analytics-svc/facts/source.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/remote_log.h"
#include "guanxi/event/v1/log.pb.h"

namespace guanxi::analytics {

// How the records of a service are read.
struct SourceReads {
  events::GetRecords get;
  events::ReadHistories histories;
};

// Of the records of one service. Thread-safe. Owns nothing but the functions.
class FactWriter {
 public:
  // `service`: "customer-svc".
  FactWriter(db::Database* database, const std::string& service, SourceReads reads);

  // For Consumer::Options: what may change facts, and how it does. Events of several tenants may
  // come together. Errors: those of reading and of the database, and
  //   FAILED_PRECONDITION  FACT_HISTORY_MISSING  the record's history does not reach the event
  //   DATA_LOSS            (no reason)           an event is malformed
  bool Concerns(const event::v1::LogEvent& event) const;
  absl::Status Apply(absl::Span<const event::v1::LogEvent> events, const events::Done& done) const;

  // Records of one type of a tenant, as LogService.ReadRecords tells of them.
  struct Anew {
    Uuid tenant;
    const Source* source = nullptr;
    std::vector<event::v1::LogEvent> records;
    int shard = 0;
    Uuid check;  // who reads them anew
    // Facts that say later versions are wrong: the past of the log has become another.
    bool is_another_log = false;
  };
  // Makes the facts of the records anew out of their histories, those of later versions excepted.
  // Errors: those of reading and of the database.
  absl::Status WriteAnew(const Anew& anew) const;

 private:
  using Bodies = std::map<std::string, event::v1::LogEvent>;  // by id
  struct Group;

  const Source* Find(const std::string& type) const;
  // The records that events without values are about, as they are now.
  absl::StatusOr<Bodies> ReadBodies(absl::Span<const event::v1::LogEvent> events) const;
  absl::Status Read(const Uuid& tenant, const Source& source, const std::vector<std::string>& ids,
                    Bodies* bodies) const;
  // All changes of records, by id, in their order.
  absl::StatusOr<std::map<std::string, std::vector<event::v1::LogEvent>>> ReadHistory(
      const Uuid& tenant, const Source& source, const std::vector<std::string>& ids) const;
  // Applies what can be; adds the events that others are missing before to `missing`, in which case
  // nothing has taken effect.
  absl::Status ApplyOnce(absl::Span<const event::v1::LogEvent> events, const Bodies& bodies,
                         const events::Done& done,
                         std::vector<const event::v1::LogEvent*>* missing) const;
  absl::Status WriteGroup(db::Transaction& tx, const Group& group, const Bodies& bodies,
                          const Stamp& stamp,
                          std::vector<const event::v1::LogEvent*>* missing) const;
  absl::Status HoldAboveOf(db::Transaction& tx, const Group& group,
                           const std::map<Uuid, Record>& held,
                           std::map<Uuid, AboveRow>* above) const;
  absl::Status MendMissing(const std::vector<const event::v1::LogEvent*>& missing) const;

  db::Database* const database_;
  const std::string service_;
  const SourceReads reads_;
  std::map<std::string, const Source*> sources_;  // by type
  int first_shard_ = 0;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_FACT_WRITER_H_
