// What happens to records of owners because days pass. They are warned before a pool takes their
// records: `recycle_time` and `recycle_pool` of a record say when it may, and which; and pools that
// say so (Pool.recycle_daily) take them by themselves.
//
// A timer goes over the records that have an owner, each day when the tenant's day begins, and at
// once when a pool changes. It looks a pool's `warn_days` ahead: what the pool's condition would
// hold for by then, if nothing happens, is told so. That is a projected change of the record, which
// rules hear of and tell its owner. RecycleRecords takes nothing that was not told in time. A
// record that is written so that the condition would not hold any more is told no longer, in the
// same transaction; so is one of which other records say so (projected fields), where who projects
// them tells of it (RecordProjected), else the next day's round hears of it.
//
// The same round brings into a pool that takes records by itself what RecycleRecords would, as an
// act of the service: what the condition holds for when the round comes, and was warned in time.
#ifndef GUANXI_COMMON_POOLS_RECYCLE_WARNINGS_H_
#define GUANXI_COMMON_POOLS_RECYCLE_WARNINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/filter/message_matcher.h"
#include "common/pools/pool_enter.h"
#include "common/pools/pooled_record.h"
#include "common/resource/resource.h"
#include "common/resource/unit_of_work.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "google/protobuf/message.h"
#include "guanxi/pool/v1/pool.pb.h"

namespace guanxi::pools {

// Immutable, thus thread-safe. Errors of all methods: those of common/db.
class RecycleWarnings {
 public:
  // Not owned.
  struct Kind {
    const resource::Resource* records = nullptr;
    const resource::Resource* pools = nullptr;
    timers::Timers* timers = nullptr;  // null where nobody is warned
    std::string timer_kind;            // "lead_recycle_warning"
    // Ids of live records with an owner behind one, in their order. Binds tenant, id, limit.
    db::Query page;
    Obstacle obstacle;
  };
  explicit RecycleWarnings(Kind kind);

  // After a write of a pool: has all records looked at anew, unless it neither warned nor took any.
  absl::Status PoolWritten(resource::UnitOfWork& work, const pool::v1::Pool* old,
                           const pool::v1::Pool& next) const;
  // After an update of a record: takes back what it was told, if that has no reason any more.
  absl::Status RecordWritten(resource::UnitOfWork& work, const google::protobuf::Message& old,
                             const google::protobuf::Message& next) const;

  // The same after projected fields of a record changed.
  absl::Status RecordProjected(resource::UnitOfWork& work,
                               const resource::ResourceName& name) const;

  // What the service's runner does with the timers.
  timers::Kinds TimerKinds() const;

 private:
  // A pool that warns, or takes records by itself, with its condition.
  struct Rule {
    pool::v1::Pool pool;
    filter::MessageMatcher matcher;
  };
  absl::StatusOr<std::vector<Rule>> RulesOf(resource::UnitOfWork& work) const;
  // Whether the pool would take the record at that time, if it stays as it is.
  absl::StatusOr<bool> Takes(resource::UnitOfWork& work, const Rule& rule,
                             const google::protobuf::Message& record, absl::Time time) const;
  // Whether what the record was told still has its reason.
  absl::StatusOr<bool> Holds(resource::UnitOfWork& work, const std::vector<Rule>& rules,
                             const google::protobuf::Message& record) const;
  // Takes back what the record was told, unless it has a reason as the record is in `seen`.
  absl::Status TakeBack(resource::UnitOfWork& work, const resource::ResourceName& name,
                        const google::protobuf::Message& seen) const;
  absl::Status Look(resource::UnitOfWork& work, const std::vector<Rule>& rules, absl::Time moment,
                    const resource::Stored& row) const;
  // Brings it into the first pool that takes it by itself; whether there was one.
  absl::StatusOr<bool> Recycle(resource::UnitOfWork& work, const std::vector<Rule>& rules,
                               const resource::Stored& row) const;
  absl::Status Fire(resource::UnitOfWork& work, const timers::ArmedTimer& timer) const;

  const Kind kind_;
  const PooledRecord fields_;
};

}  // namespace guanxi::pools

#endif  // GUANXI_COMMON_POOLS_RECYCLE_WARNINGS_H_
