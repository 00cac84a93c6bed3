#include "common/pools/recycle_warnings.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/filter/checker.h"
#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/pools/live_pools.h"
#include "common/pools/pool_rules.h"
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
using timers::ArmedTimer;
using timers::Timer;

constexpr char kKey[] = "all";  // one timer a tenant
// Records of a transaction: few enough for who writes one of them to wait.
constexpr int kPage = 100;
constexpr size_t kIdBytes = 16;

// How far a round has come: the id of the last record, and when the round began, by which all of it
// goes however long it takes.
struct Round {
  std::string after = std::string(kIdBytes, '\0');
  absl::Time begin;
};

Round ReadRound(const std::string& payload, absl::Time now) {
  int64_t micros = 0;
  if (payload.size() <= kIdBytes || !absl::SimpleAtoi(payload.substr(kIdBytes), &micros)) {
    return {Round().after, now};
  }
  return {payload.substr(0, kIdBytes), absl::FromUnixMicros(micros)};
}

std::string PayloadOf(const Round& round) {
  return absl::StrCat(round.after, absl::ToUnixMicros(round.begin));
}

bool Concerns(const Pool& pool) {
  return !pool.recycle_filter().empty() && (pool.warn_days() > 0 || pool.recycle_daily());
}

}  // namespace

RecycleWarnings::RecycleWarnings(Kind kind)
    : kind_(std::move(kind)), fields_(kind_.records->type().descriptor()) {}

absl::Status RecycleWarnings::PoolWritten(UnitOfWork& work, const Pool* old,
                                          const Pool& next) const {
  const bool concerns = Concerns(next) || (old != nullptr && Concerns(*old));
  if (kind_.timers == nullptr || !concerns) return absl::OkStatus();
  return kind_.timers->Arm(work.tx(), work.principal().tenant,
                           Timer{kind_.timer_kind, kKey, work.now()});
}

absl::Status RecycleWarnings::RecordWritten(UnitOfWork& work, const Message& old,
                                            const Message& next) const {
  if (!fields_.RecycleTime(old).has_value()) return absl::OkStatus();
  // As it is stored: written now, and told what it was.
  const std::unique_ptr<Message> seen(next.New());
  seen->CopyFrom(next);
  fields_.SetRecycle(fields_.RecyclePool(old), fields_.RecycleTime(old), seen.get());
  if (const auto* const update_time = kind_.records->type().update_time_field()) {
    seen->GetReflection()
        ->MutableMessage(seen.get(), update_time)
        ->CopyFrom(TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now())));
  }
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kind_.records->type(), fields_.Name(next), "name"));
  return TakeBack(work, name, *seen);
}

absl::Status RecycleWarnings::RecordProjected(UnitOfWork& work, const ResourceName& name) const {
  GUANXI_ASSIGN_OR_RETURN(const Stored row, work.Get(*kind_.records, name));
  if (!row.live || !fields_.RecycleTime(*row.message).has_value()) return absl::OkStatus();
  return TakeBack(work, name, *row.message);
}

absl::Status RecycleWarnings::TakeBack(UnitOfWork& work, const ResourceName& name,
                                       const Message& seen) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Rule> rules, RulesOf(work));
  GUANXI_ASSIGN_OR_RETURN(const bool holds, Holds(work, rules, seen));
  if (holds) return absl::OkStatus();
  return work.Project(*kind_.records, name,
                      [&](Message* message) { fields_.SetRecycle("", std::nullopt, message); });
}

absl::StatusOr<std::vector<RecycleWarnings::Rule>> RecycleWarnings::RulesOf(
    UnitOfWork& work) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Pool> pools, LivePools(work, *kind_.pools));
  std::vector<Rule> rules;
  for (const Pool& pool : pools) {
    if (!Concerns(pool)) continue;
    const auto condition =
        filter::Compile(pool.recycle_filter(), kind_.records->type().filter_schema());
    if (!condition.ok()) continue;  // of a newer process, which looks at the records, too
    GUANXI_ASSIGN_OR_RETURN(auto matcher, filter::MessageMatcher::Create(
                                              *condition, kind_.records->type().descriptor()));
    rules.push_back({pool, std::move(matcher)});
  }
  return rules;
}

absl::Status RecycleWarnings::Fire(UnitOfWork& work, const ArmedTimer& timer) const {
  const Uuid& tenant = work.principal().tenant;
  Round round = ReadRound(timer.payload, work.now());
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Rule> rules, RulesOf(work));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          work.tx().Select(kind_.page, {tenant.bytes(), round.after, kPage}));
  std::vector<Uuid> ids;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
  }
  GUANXI_ASSIGN_OR_RETURN(const auto records, work.GetMany(*kind_.records, ids));
  for (const auto& [id, row] : records) {
    if (row.live) GUANXI_RETURN_IF_ERROR(Look(work, rules, round.begin, row));
  }
  if (ids.size() == size_t{kPage}) {
    round.after = std::string(ids.back().bytes());
    return kind_.timers->Arm(work.tx(), tenant,
                             Timer{kind_.timer_kind, kKey, timer.due, PayloadOf(round)});
  }
  // While no pool warns or takes there is nothing to come: a pool that does begins again.
  if (rules.empty()) return absl::OkStatus();
  const absl::TimeZone zone = work.environment().MomentOf(tenant).zone;
  return kind_.timers->Arm(work.tx(), tenant,
                           Timer{kind_.timer_kind, kKey, EndOfDay(work.now(), zone)});
}

timers::Kinds RecycleWarnings::TimerKinds() const {
  timers::Kinds kinds;
  kinds[kind_.timer_kind].fire = [warnings = *this](UnitOfWork& work, const timers::Batch& batch) {
    for (const ArmedTimer& timer : batch.timers) {
      GUANXI_RETURN_IF_ERROR(warnings.Fire(work, timer));
    }
    return absl::OkStatus();
  };
  kinds[kind_.timer_kind].max_batch = 1;
  return kinds;
}

}  // namespace guanxi::pools
