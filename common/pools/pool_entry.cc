// How records come into pools.
#include <memory>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/pools/pool_desk.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::pools {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using pool::v1::Pool;
using pool::v1::PoolStay;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

google::protobuf::Timestamp StampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

// Whether the pool's warning has come, and its time is over.
bool IsWarned(const PooledRecord& fields, const Pool& pool, const Message& record, absl::Time now) {
  const auto time = fields.RecycleTime(record);
  return time.has_value() && *time <= now && fields.RecyclePool(record) == pool.name();
}

}  // namespace

absl::Status PoolDesk::Enter(UnitOfWork& work, const Stored& row, const Entry& entry,
                             Message* next) const {
  pool::v1::PoolMove move;
  move.set_pool(entry.pool);
  move.set_from_owner(fields_.Owner(*row.message));
  move.set_reason(entry.reason);
  next->CopyFrom(*row.message);
  fields_.SetHands("", "", next);
  fields_.SetPool(entry.pool, next);
  PoolStay& stay = *fields_.MutableStay(next);
  stay.set_last_pool(entry.pool);
  *stay.mutable_enter_time() = StampOf(work.now());
  stay.set_cause(entry.cause);
  stay.set_reason(entry.reason);
  fields_.SetLastOwner(move.from_owner(), next);
  stay.clear_protect_until();
  GUANXI_RETURN_IF_ERROR(work.Update(*kind_.records, row, next).status());
  return work.Emit(*kind_.records, row, entry.fact, move);
}

absl::Status PoolDesk::Release(const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request,
                               Message* record) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kind_.records->type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  return engine_->Mutate(call, request, context, record, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*kind_.records, name));
    GUANXI_RETURN_IF_ERROR(work.CheckEtag(*kind_.records, etag, row));
    if (!fields_.Pool(*row.message).empty()) {
      return FailedPrecondition("ALREADY_POOLED", request.name(), "it lies in a pool");
    }
    const std::string obstacle = kind_.obstacle(*row.message);
    if (!obstacle.empty()) return FailedPrecondition("NOT_POOLABLE", request.name(), obstacle);
    const auto pool = PeekPool(work, request.pool());
    if (absl::IsNotFound(pool.status()) || absl::IsInvalidArgument(pool.status())) {
      return InvalidField("pool", "names nothing that exists");
    }
    GUANXI_RETURN_IF_ERROR(pool.status());
    // Whoever deletes the pool waits, or finds what came into it.
    GUANXI_RETURN_IF_ERROR(work.Guard("pool", pool->name()));
    if (request.reason().size() > 512) return InvalidField("reason", "has more than 512 bytes");
    GUANXI_RETURN_IF_ERROR(Enter(
        work, row, {pool->name(), PoolStay::RELEASED, request.reason(), "pool.released"}, record));
    work.Answer(*kind_.records, name.id, *record, record);
    return absl::OkStatus();
  });
}

absl::Status PoolDesk::Recycle(const rpc::Call& call,
                               const pool::v1::RecycleRecordsRequest& request, const Found& found,
                               pool::v1::RecycleRecordsResponse* response) const {
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) -> absl::Status {
    response->set_next_page_token(found.next_page_token);
    GUANXI_ASSIGN_OR_RETURN(const Pool pool, PeekPool(work, request.pool()));
    GUANXI_RETURN_IF_ERROR(work.Guard("pool", pool.name()));
    for (const Found::Record& one : found.records) {
      GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                              resource::ParseName(kind_.records->type(), one.name, "name"));
      const auto keep = [&](absl::string_view why) {
        pool::v1::Kept& kept = *response->add_kept();
        kept.set_name(one.name);
        kept.set_reason(std::string(why));
      };
      const auto row = work.GetLive(*kind_.records, name);
      if (absl::IsNotFound(row.status())) continue;
      GUANXI_RETURN_IF_ERROR(row.status());
      const Message& record = *row->message;
      const PoolStay& stay = fields_.Stay(record);
      const std::string obstacle = kind_.obstacle(record);
      if (fields_.Etag(record) != one.etag) {
        keep("somebody has changed it meanwhile");
      } else if (fields_.Owner(record).empty() || !fields_.Pool(record).empty()) {
        keep("nobody works on it");
      } else if (StampOf(work.now()).seconds() < stay.protect_until().seconds()) {
        keep("it was claimed lately");
      } else if (!obstacle.empty()) {
        keep(obstacle);
      } else if (pool.warn_days() > 0 && !IsWarned(fields_, pool, record, work.now())) {
        keep("its owner has not been warned for so long as the pool says");
      } else {
        const std::unique_ptr<Message> next(record.New());
        GUANXI_RETURN_IF_ERROR(
            Enter(work, *row, {pool.name(), PoolStay::RECYCLED, "", "pool.recycled"}, next.get()));
        response->add_recycled(one.name);
      }
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::pools
