// How many customers a person may read out, and what is read out beyond that.
#ifndef GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_H_
#define GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/principal.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/db/query.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/resource_type.h"
#include "common/rpc/call.h"

namespace guanxi::customer {

// Counts by resource::CountInDay, for each person; whom no limit is set for is not counted.
// Thread-safe. Owns nothing that it is given.
class DataAccess {
 public:
  DataAccess(const resource::Engine* engine, const resource::Resource* limits,
             const resource::Resource* requests)
      : engine_(engine), limits_(limits), requests_(requests) {}

  // For resource::Environment::set_read_meter. Exports count for themselves. What goes beyond the
  // limit counts against an approved request of the caller's, if he has one that has room for all
  // of it: of several the one that is over first.
  //   FAILED_PRECONDITION  DATA_ACCESS_LIMIT  with these it would be more than his roles allow;
  //                                           the metadata name the `limit`. They do not count
  absl::Status Meter(const rpc::Call& call, const resource::ResourceType& type,
                     int64_t records) const;
  // The same of so many customers.
  absl::Status Count(const Principal& principal, const db::TxOptions& options,
                     int64_t records) const;

  // So many more under an approved request, whose `used_records` grow.
  //   NOT_FOUND  DATA_ACCESS_REQUEST_NOT_FOUND  absent, or hidden from the principal
  // and those of CheckUse. Nothing is counted then.
  absl::Status Use(const Principal& principal, const db::TxOptions& options,
                   const std::string& request, int64_t records) const;
  // Whether it could be used now. Errors: those of Use; INVALID_NAME, under `data_access_request`.
  absl::Status CheckUsable(const rpc::Call& call, const std::string& request) const;

  // A change of a limit is in force after this at the latest.
  static constexpr absl::Duration kMaxAge = absl::Seconds(30);

 private:
  using Limits = std::map<std::string, int32_t>;  // by role
  struct Kept {
    std::shared_ptr<const Limits> limits;
    absl::Time read_time;
  };

  // Takes so many from a request; `refused` where there is none that has them.
  absl::Status ReadBeyond(const rpc::Call& call, int64_t records,
                          const absl::Status& refused) const;
  // Those of the caller's that could be used, by when they are over.
  absl::StatusOr<std::vector<std::string>> UsableBy(const rpc::Call& call, int64_t records) const;
  absl::StatusOr<std::shared_ptr<const Limits>> LimitsOf(const Uuid& tenant,
                                                         const db::TxOptions& options) const;
  // The mildest of the principal's roles; none: as many as he likes.
  absl::StatusOr<std::optional<int32_t>> LimitOf(const Principal& principal,
                                                 const db::TxOptions& options) const;

  const resource::Engine* const engine_;
  const resource::Resource* const limits_;
  const resource::Resource* const requests_;
  mutable Mutex mutex_;
  mutable absl::flat_hash_map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// The statements, for the linter.
std::vector<db::Query> DataAccessQueries();

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_ACCESS_DATA_ACCESS_H_
