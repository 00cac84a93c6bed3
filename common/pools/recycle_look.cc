// What becomes of one record when a round comes to it: it is taken, its owner is warned, or told
// that nothing will happen.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::pools {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using pool::v1::Pool;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time));
}

// The end of the n-th whole day of the tenant behind `moment`.
absl::Time EndOfWarning(absl::Time moment, int days, absl::TimeZone zone) {
  return absl::FromCivil(absl::ToCivilDay(moment, zone) + 1 + days, zone);
}

bool Warns(const Pool& pool) { return pool.warn_days() > 0 && !pool.recycle_filter().empty(); }
bool IsDaily(const Pool& pool) { return pool.recycle_daily() && !pool.recycle_filter().empty(); }

}  // namespace

absl::StatusOr<bool> RecycleWarnings::Takes(UnitOfWork& work, const Rule& rule,
                                            const Message& record, absl::Time time) const {
  if (fields_.Owner(record).empty() || !fields_.Pool(record).empty()) return false;
  if (time < TimeOf(fields_.Stay(record).protect_until())) return false;
  filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  moment.now = time;
  if (rule.matcher.Evaluate(record, moment) != filter::Truth::kTrue) return false;
  GUANXI_ASSIGN_OR_RETURN(const std::string obstacle, kind_.obstacle(work, record));
  return obstacle.empty();
}

absl::StatusOr<bool> RecycleWarnings::Holds(UnitOfWork& work, const std::vector<Rule>& rules,
                                            const Message& record) const {
  const auto time = fields_.RecycleTime(record);
  if (!time.has_value()) return false;
  for (const Rule& rule : rules) {
    if (!Warns(rule.pool) || rule.pool.name() != fields_.RecyclePool(record)) continue;
    return Takes(work, rule, record, *time);
  }
  return false;
}

absl::StatusOr<bool> RecycleWarnings::Recycle(UnitOfWork& work, const std::vector<Rule>& rules,
                                              const Stored& row) const {
  const Message& record = *row.message;
  for (const Rule& rule : rules) {
    const Pool& pool = rule.pool;
    if (!IsDaily(pool)) continue;
    if (Warns(pool) && !IsWarned(fields_, pool, record, work.now())) continue;
    GUANXI_ASSIGN_OR_RETURN(const bool takes, Takes(work, rule, record, work.now()));
    if (!takes) continue;
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(kind_.pools->type(), pool.name(), "pool"));
    // Whoever deletes the pool waits, or finds what came into it.
    GUANXI_RETURN_IF_ERROR(work.Guard("pool", pool.name()));
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> live, work.Peek(*kind_.pools, name));
    if (!live.has_value()) continue;
    const std::unique_ptr<Message> next(record.New());
    GUANXI_RETURN_IF_ERROR(
        EnterPool(work, *kind_.records, fields_, row,
                  {pool.name(), pool::v1::PoolStay::RECYCLED, "", "pool.recycled"}, next.get()));
    return true;
  }
  return false;
}

absl::Status RecycleWarnings::Look(UnitOfWork& work, const std::vector<Rule>& rules,
                                   absl::Time moment, const Stored& row) const {
  const Message& record = *row.message;
  GUANXI_ASSIGN_OR_RETURN(const bool is_recycled, Recycle(work, rules, row));
  if (is_recycled) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const bool holds, Holds(work, rules, record));
  if (holds) return absl::OkStatus();
  const absl::TimeZone zone = work.environment().MomentOf(work.principal().tenant).zone;
  for (const Rule& rule : rules) {
    if (!Warns(rule.pool)) continue;
    const absl::Time time = EndOfWarning(moment, rule.pool.warn_days(), zone);
    GUANXI_ASSIGN_OR_RETURN(const bool takes, Takes(work, rule, record, time));
    if (!takes) continue;
    return work.Project(*kind_.records, row.name, [&](Message* message) {
      fields_.SetRecycle(rule.pool.name(), time, message);
    });
  }
  if (!fields_.RecycleTime(record).has_value()) return absl::OkStatus();
  return work.Project(*kind_.records, row.name,
                      [&](Message* message) { fields_.SetRecycle("", std::nullopt, message); });
}

}  // namespace guanxi::pools
