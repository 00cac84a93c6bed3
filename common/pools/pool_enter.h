// How a record comes into a pool, whoever brings it.
#ifndef GUANXI_COMMON_POOLS_POOL_ENTER_H_
#define GUANXI_COMMON_POOLS_POOL_ENTER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/pools/pooled_record.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "google/protobuf/message.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Why a record may not come into a pool; "" if it may. What it reads it reads through the unit of
// work. Errors: those of common/db.
using Obstacle = std::function<absl::StatusOr<std::string>(resource::UnitOfWork&,
                                                           const google::protobuf::Message&)>;

struct PoolEntry {
  std::string pool;
  pool::v1::PoolStay::Cause cause;
  std::string reason;
  absl::string_view fact;  // "pool.recycled"
};

// Brings a live record, `row` of which was just read, into the pool; `*next` becomes what is
// stored, and lives until the unit of work ends. Whether it may is asked before, with the pool's
// guard held (work.Guard("pool", name)): whoever deletes the pool waits, or finds what came into
// it. Errors: those of UnitOfWork::Update and Emit.
absl::Status EnterPool(resource::UnitOfWork& work, const resource::Resource& records,
                       const PooledRecord& fields, const resource::Stored& row,
                       const PoolEntry& entry, google::protobuf::Message* next);

// Whether the pool's warning has come to the record's owner, and its time is over.
bool IsWarned(const PooledRecord& fields, const pool::v1::Pool& pool,
              const google::protobuf::Message& record, absl::Time now);

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_POOL_ENTER_H_
