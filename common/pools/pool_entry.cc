// How records come into pools.
#include <cstddef>
#include <memory>
#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/pools/pool_desk.h"
#include "common/resource/resource_name.h"
#include "common/rules/values.h"
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

constexpr size_t kMaxReasonBytes = 512;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

absl::Status PoolDesk::Release(const rpc::Call& call, const pool::v1::ReleaseRecordRequest& request,
                               Message* record) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kind_.records->type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  resource::WriteContext context;
  context.reason = request.reason();
  Violations violations;
  rules::NormalizeLine("reason", &context.reason, &violations);
  if (context.reason.size() > kMaxReasonBytes) {
    violations.Add("reason", "has more than 512 bytes");
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return engine_->Mutate(call, request, context, record, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*kind_.records, name));
    GUANXI_RETURN_IF_ERROR(work.CheckEtag(*kind_.records, etag, row));
    if (!fields_.Pool(*row.message).empty()) {
      return FailedPrecondition("ALREADY_POOLED", request.name(), "it lies in a pool");
    }
    GUANXI_ASSIGN_OR_RETURN(const std::string obstacle, kind_.obstacle(work, *row.message));
    if (!obstacle.empty()) return FailedPrecondition("NOT_POOLABLE", request.name(), obstacle);
    const auto pool = HoldPool(work, request.pool());
    if (absl::IsNotFound(pool.status()) || absl::IsInvalidArgument(pool.status())) {
      return InvalidField("pool", "names nothing that exists");
    }
    GUANXI_RETURN_IF_ERROR(pool.status());
    GUANXI_RETURN_IF_ERROR(
        EnterPool(work, *kind_.records, fields_, row,
                  {pool->name(), PoolStay::RELEASED, context.reason, "pool.released"}, record));
    work.Answer(*kind_.records, name.id, *record, record);
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> PoolDesk::WhyKept(UnitOfWork& work, const Pool& pool,
                                              const Found::Record& found,
                                              const Message& record) const {
  if (fields_.Etag(record) != found.etag) return std::string("somebody has changed it meanwhile");
  if (fields_.Owner(record).empty() || !fields_.Pool(record).empty()) {
    return std::string("nobody works on it");
  }
  if (work.now() < TimeOf(fields_.Stay(record).protect_until())) {
    return std::string("it was claimed lately");
  }
  GUANXI_ASSIGN_OR_RETURN(std::string obstacle, kind_.obstacle(work, record));
  if (!obstacle.empty()) return obstacle;
  if (pool.warn_days() > 0 && !IsWarned(fields_, pool, record, work.now())) {
    return std::string("its owner has not been warned for so long as the pool says");
  }
  return std::string();
}

absl::Status PoolDesk::Recycle(const rpc::Call& call,
                               const pool::v1::RecycleRecordsRequest& request, const Found& found,
                               pool::v1::RecycleRecordsResponse* response) const {
  return engine_->Mutate(call, request, {}, response, [&](UnitOfWork& work) -> absl::Status {
    response->set_next_page_token(found.next_page_token);
    GUANXI_ASSIGN_OR_RETURN(const Pool pool, HoldPool(work, request.pool()));
    for (const Found::Record& one : found.records) {
      GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                              resource::ParseName(kind_.records->type(), one.name, "name"));
      const auto row = work.GetLive(*kind_.records, name);
      if (absl::IsNotFound(row.status())) continue;
      GUANXI_RETURN_IF_ERROR(row.status());
      GUANXI_ASSIGN_OR_RETURN(const std::string why_not, WhyKept(work, pool, one, *row->message));
      if (!why_not.empty()) {
        pool::v1::Kept& kept = *response->add_kept();
        kept.set_name(one.name);
        kept.set_reason(why_not);
        continue;
      }
      const std::unique_ptr<Message> next(row->message->New());
      GUANXI_RETURN_IF_ERROR(EnterPool(work, *kind_.records, fields_, *row,
                                       {pool.name(), PoolStay::RECYCLED, "", "pool.recycled"},
                                       next.get()));
      response->add_recycled(one.name);
    }
    return absl::OkStatus();
  });
}

}  // namespace guanxi::pools
