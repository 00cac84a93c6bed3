// The records of a service as they are, across tenants: what consumers read that cannot have the
// events.
#ifndef GUANXI_COMMON_EVENTS_RECORD_PAGES_H_
#define GUANXI_COMMON_EVENTS_RECORD_PAGES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"
#include "common/resource/catalog.h"
#include "common/resource/resource.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/event/v1/log_service.pb.h"

namespace guanxi::events {

struct RecordPage {
  std::vector<event::v1::LogEvent> records;
  // Where to go on; nil tenant: there is no more.
  Uuid next_tenant, next_id;
};

struct SomeRecords {
  std::vector<event::v1::LogEvent> records;  // in the order of ids
  std::vector<std::string> left;             // ids that were not looked at for lack of room
};

struct Histories {
  std::vector<event::v1::LogEvent> events;
  std::optional<event::v1::HistoryPlace> next;  // the last one; none: there is no more
};

// Thread-safe. Owns nothing.
class RecordPages {
 public:
  // Of a catalog that is null there are no records.
  RecordPages(db::Database* database, const resource::Catalog* catalog);

  // The records of a type in a partition behind a place, of some hundred rows in the order of
  // tenants and ids, as LogService.ReadRecords tells of them.
  //   NOT_FOUND (no reason)  there is no such type
  absl::StatusOr<RecordPage> Read(const std::string& resource_type, int partition,
                                  const Uuid& after_tenant, const Uuid& after_id) const;

  // Those of a tenant's records of a type that are there, up to about 3 MiB; ids as bytes.
  //   NOT_FOUND (no reason)  there is no such type
  absl::StatusOr<SomeRecords> Some(const std::string& resource_type, const std::string& tenant,
                                   std::vector<std::string> ids) const;

  // What happened to those of a tenant's records of a type, in the order of ids, behind a place of
  // it, up to about 3 MiB; ids as bytes. See LogService.ReadHistories.
  //   NOT_FOUND (no reason)  there is no such type
  absl::StatusOr<Histories> ReadHistories(const std::string& resource_type,
                                          const std::string& tenant, std::vector<std::string> ids,
                                          const event::v1::HistoryPlace& after) const;

  // Its statements, for the linter.
  std::vector<db::Query> Queries() const;

 private:
  struct Type {
    const resource::Resource* resource;
    db::Query keys;
  };

  db::Database* const database_;
  std::map<std::string, Type> types_;  // by singular
};

}  // namespace guanxi::events

#endif  // GUANXI_COMMON_EVENTS_RECORD_PAGES_H_
