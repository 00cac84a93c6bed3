// The definitions of custom fields, read once for many calls.
#ifndef GUANXI_COMMON_RESOURCE_CUSTOM_FIELD_CACHE_H_
#define GUANXI_COMMON_RESOURCE_CUSTOM_FIELD_CACHE_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/resource/custom_fields.h"
#include "common/resource/resource_type.h"

namespace guanxi::resource {

// Keeps the definitions of active tenants for up to `kMaxAge`: a change elsewhere acts within that
// time, one in this process at once. After that one call asks whether anything has changed, while
// the others of its tenant and lane wait for its answer; definitions are read again only if so. By
// lane, since a call of the job lane may wait long for its connection.
//
// Thread-safe.
class CustomFieldCache {
 public:
  static constexpr absl::Duration kMaxAge = absl::Seconds(1);

  // `definitions` is the compiled FieldDefinition; neither pointer is owned.
  CustomFieldCache(const ResourceType* definitions, Clock* clock);

  using Fields = std::shared_ptr<const TenantFields>;

  // The tenant's definitions, by a connection of its own: not to be called within a transaction.
  // Errors: those of db::Database::ReadOnly.
  absl::StatusOr<Fields> Get(db::Database* database, const db::TxOptions& options,
                             const Uuid& tenant);
  // The same within a read, whose connection it uses; waits for nobody.
  absl::StatusOr<std::shared_ptr<const CustomFields>> Get(db::Transaction& tx, const Uuid& tenant,
                                                          const ResourceType& type);
  // As they are at this moment, whatever was kept.
  absl::StatusOr<Fields> ReadNow(db::Transaction& tx, const Uuid& tenant);

  // Forgets a tenant, after a definition of it was written.
  void Forget(const Uuid& tenant);

  // What it reads by, for the linter.
  std::vector<db::Query> queries() const { return {mark_, select_}; }

 private:
  struct Known {
    absl::Time read_time;
    // The number of definitions and the sum of their versions, which every change raises.
    std::string mark;
    Fields fields;
  };
  // One call's read, for which others wait.
  struct Flight {
    bool done = false;
    absl::StatusOr<Fields> result = Fields();
  };
  struct Entry {
    std::optional<Known> known;
    std::array<std::shared_ptr<Flight>, db::kLaneCount> flights;  // by lane
  };

  // What is known and young enough, or null.
  Fields Fresh(const Uuid& tenant) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Known> Read(db::Transaction& tx, const Uuid& tenant,
                             const std::optional<Known>& before) const;
  void Keep(const Uuid& tenant, const Known& known);
  absl::StatusOr<Fields> Fly(db::Database* database, const db::TxOptions& options,
                             const Uuid& tenant, const std::shared_ptr<Flight>& flight);

  const ResourceType* const definitions_;
  const db::Query mark_;
  const db::Query select_;
  Clock* const clock_;
  Mutex mutex_;
  CondVar landed_;
  std::map<Uuid, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CUSTOM_FIELD_CACHE_H_
