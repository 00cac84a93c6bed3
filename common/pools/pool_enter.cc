#include "common/pools/pool_enter.h"

#include <optional>

#include "common/base/status_macros.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::pools {

absl::Status EnterPool(resource::UnitOfWork& work, const resource::Resource& records,
                       const PooledRecord& fields, const resource::Stored& row,
                       const PoolEntry& entry, google::protobuf::Message* next) {
  pool::v1::PoolMove move;
  move.set_pool(entry.pool);
  move.set_from_owner(fields.Owner(*row.message));
  move.set_reason(entry.reason);
  next->CopyFrom(*row.message);
  fields.SetHands("", "", next);
  fields.SetPool(entry.pool, next);
  pool::v1::PoolStay& stay = *fields.MutableStay(next);
  stay.set_last_pool(entry.pool);
  *stay.mutable_enter_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
  stay.set_cause(entry.cause);
  stay.set_reason(entry.reason);
  fields.SetLastOwner(move.from_owner(), next);
  stay.clear_protect_until();
  GUANXI_RETURN_IF_ERROR(
      work.Update(records, row, next, resource::UnitOfWork::Form::kNormal).status());
  return work.Emit(records, row, entry.fact, move);
}

bool IsWarned(const PooledRecord& fields, const pool::v1::Pool& pool,
              const google::protobuf::Message& record, absl::Time now) {
  const std::optional<absl::Time> time = fields.RecycleTime(record);
  return time.has_value() && *time <= now && fields.RecyclePool(record) == pool.name();
}

}  // namespace guanxi::pools
