// How records come into pools because somebody did not do in time what he should.
#include <algorithm>
#include <memory>
#include <optional>

#include "common/base/status_macros.h"
#include "common/base/uuid.h"
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

// More pools than a company has of one kind.
constexpr int kMostPools = 1000;

const db::Query kSelectPools{"pool.all",
                             "SELECT id FROM pools FORCE INDEX (idx_create_time) "
                             "WHERE tenant_id = ? AND live = 1 ORDER BY create_time, id LIMIT ?"};

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

}  // namespace

absl::StatusOr<std::optional<Pool>> PoolDesk::PoolFor(UnitOfWork& work,
                                                      const std::string& policy) const {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectPools, {work.principal().tenant.bytes(), kMostPools}));
  for (const db::Row row : rows) {
    ResourceName name;
    GUANXI_ASSIGN_OR_RETURN(name.id, Uuid::FromBytes(row.String(0)));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> found, work.Peek(*kind_.pools, name));
    if (!found.has_value()) continue;
    const auto& pool = static_cast<const Pool&>(*found->message);
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
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Pool> pool, PoolFor(work, breach.policy));
  if (!pool.has_value()) return false;
  // Whoever deletes the pool waits, or finds what came into it.
  GUANXI_RETURN_IF_ERROR(work.Guard("pool", pool->name()));
  const auto row = work.GetLive(*kind_.records, *name);
  if (absl::IsNotFound(row.status())) return false;
  GUANXI_RETURN_IF_ERROR(row.status());
  const Message& record = *row->message;
  const PoolStay& stay = fields_.Stay(record);
  const bool has_it_still = !breach.owner.empty() && fields_.Owner(record) == breach.owner &&
                            (!stay.has_claim_time() || TimeOf(stay.claim_time()) < breach.time);
  if (!has_it_still || !fields_.Pool(record).empty() || !kind_.obstacle(record).empty()) {
    return false;
  }
  const std::unique_ptr<Message> next(record.New());
  GUANXI_RETURN_IF_ERROR(Enter(
      work, *row, {pool->name(), PoolStay::BREACHED, breach.clock, "pool.recycled"}, next.get()));
  return true;
}

std::vector<db::Query> PoolDesk::Queries() const {
  return {kind_.in_hand, kind_.first_page, kind_.next_page, kSelectPools};
}

}  // namespace guanxi::pools
