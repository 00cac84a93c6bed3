// How records come into pools because somebody did not do in time what he should.
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/status_macros.h"
#include "common/pools/live_pools.h"
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

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

absl::StatusOr<std::optional<Pool>> PoolDesk::PoolFor(UnitOfWork& work,
                                                      const std::string& policy) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Pool> pools, LivePools(work, *kind_.pools));
  for (const Pool& pool : pools) {
    const auto& policies = pool.recycle_policies();
    if (std::find(policies.begin(), policies.end(), policy) != policies.end()) {
      return std::optional<Pool>(pool);
    }
  }
  return std::optional<Pool>();
}

absl::StatusOr<bool> PoolDesk::RecycleBreached(UnitOfWork& work, const Breach& breach) const {
  const auto name = resource::ParseName(kind_.records->type(), breach.record, "record");
  if (!name.ok()) return false;
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Pool> named, PoolFor(work, breach.policy));
  if (!named.has_value()) return false;
  const auto pool = HoldPool(work, named->name());
  if (absl::IsNotFound(pool.status())) return false;  // deleted since it was listed
  GUANXI_RETURN_IF_ERROR(pool.status());
  const auto row = work.GetLive(*kind_.records, *name);
  if (absl::IsNotFound(row.status())) return false;
  GUANXI_RETURN_IF_ERROR(row.status());
  const Message& record = *row->message;
  const PoolStay& stay = fields_.Stay(record);
  const bool has_it_still = !breach.owner.empty() && fields_.Owner(record) == breach.owner &&
                            (!stay.has_claim_time() || TimeOf(stay.claim_time()) < breach.time);
  if (!has_it_still || !fields_.Pool(record).empty()) return false;
  GUANXI_ASSIGN_OR_RETURN(const std::string obstacle, kind_.obstacle(work, record));
  if (!obstacle.empty()) return false;
  const std::unique_ptr<Message> next(record.New());
  GUANXI_RETURN_IF_ERROR(
      EnterPool(work, *kind_.records, fields_, *row,
                {pool->name(), PoolStay::BREACHED, breach.clock, "pool.recycled"}, next.get()));
  return true;
}

std::vector<db::Query> PoolDesk::Queries() const {
  return {counts_, reading_.query(), kind_.first_page, kind_.next_page, LivePoolsQuery()};
}

}  // namespace guanxi::pools
