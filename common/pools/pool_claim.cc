// How records are claimed out of pools.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/pools/pool_desk.h"
#include "common/pools/pool_rules.h"
#include "common/pools/pooled_writes.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"

namespace guanxi::pools {
namespace {

using google::protobuf::Message;
using pool::v1::Pool;
using pool::v1::PoolStay;
using resource::ResourceName;
using resource::UnitOfWork;

absl::Status NotUser(const std::string& subject) {
  return FailedPrecondition("NOT_A_USER", subject, "nothing belongs to an API client");
}

absl::Status HandFull(const Pool& pool) {
  return FailedPrecondition(
      "POOL_HAND_FULL", pool.name(),
      absl::StrCat("who has ", pool.most_in_hand(), " in hand claims no more"));
}

absl::Status DayFull(const Pool& pool, absl::Duration left) {
  return ResourceExhausted("POOL_DAY_FULL",
                           absl::StrCat("so many as ", pool.claims_per_day(), " are claimed today"),
                           left);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Pool>> PoolDesk::Known(
    UnitOfWork& work, const std::string& name, const std::optional<ClaimFacts>& facts) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(kind_.pools->type(), name, "pool"));
  const Uuid& tenant = work.principal().tenant;
  if (facts.has_value() && facts->pool_version != 0) {
    auto kept = cache_->Find(tenant, parsed.id, facts->pool_version);
    if (kept != nullptr) return kept;
  }
  GUANXI_ASSIGN_OR_RETURN(const auto row, work.Peek(*kind_.pools, parsed));
  if (!row.has_value()) return NotFound("POOL", name);
  return cache_->Keep(tenant, parsed.id, row->version, static_cast<const Pool&>(*row->message));
}

absl::StatusOr<std::shared_ptr<const Pool>> PoolDesk::PoolOf(
    UnitOfWork& work, const Message& record, std::optional<ClaimFacts>* facts) const {
  const std::string name = fields_.Name(record);
  const std::string& last = fields_.Stay(record).last_pool();
  if (last.empty()) return RecordNotFound(name);
  // They are of the pool in which the record lies.
  if (fields_.Pool(record) != last) facts->reset();
  auto pool = Known(work, last, *facts);
  if (absl::IsNotFound(pool.status())) return RecordNotFound(name);
  GUANXI_RETURN_IF_ERROR(pool.status());
  if (!IsMember(**pool, *work.principal().rights)) return RecordNotFound(name);
  return pool;
}

absl::StatusOr<bool> PoolDesk::TakeTurn(UnitOfWork& work, const Pool& pool, const Turn& turn,
                                        const std::optional<ClaimFacts>& facts) const {
  const bool counts = pool.claims_per_day() > 0;
  resource::GuardedCount count = {kHandGuard, turn.user, "", "", turn.day};
  if (counts) {
    count.kind = kDayCount;
    count.key = turn.day_key;
  }
  const bool is_known = facts.has_value() && facts->taken.has_value() &&
                        !(counts && facts->day_counter.is_null()) &&
                        (pool.most_in_hand() == 0 || facts->asked_in_hand == pool.most_in_hand());
  if (!is_known) {
    GUANXI_RETURN_IF_ERROR(counts ? resource::GuardAndCount(work, count)
                                  : work.Guard(kHandGuard, turn.user));
    return false;
  }
  // What is full is so whoever claims meanwhile.
  if (pool.most_in_hand() > 0 && facts->is_hand_full) return HandFull(pool);
  if (counts && resource::TimesInPeriod(facts->day_counter, turn.day) >= pool.claims_per_day()) {
    return DayFull(pool, turn.left);
  }
  GUANXI_ASSIGN_OR_RETURN(const bool is_so_still,
                          resource::GuardAndCountSince(work, count, *facts->taken));
  // He claims something else at the same moment: what he has is counted again, behind the guard.
  if (!is_so_still) GUANXI_RETURN_IF_ERROR(work.Guard(kHandGuard, turn.user));
  return is_so_still;
}

absl::Status PoolDesk::CheckLimits(UnitOfWork& work, const Pool& pool,
                                   const std::optional<ClaimFacts>& facts) const {
  const Uuid& user = work.principal().rights->user();
  const filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, resource::ParseReference("pools", pool.name()));
  Turn turn;
  turn.user = user.ToString();
  turn.day_key = DayKey(user, id);
  turn.day = absl::ToCivilDay(work.now(), moment.zone) - absl::CivilDay(1970, 1, 1);
  turn.left = EndOfDay(work.now(), moment.zone) - work.now();
  if (pool.most_in_hand() == 0 && pool.claims_per_day() == 0) {
    return work.Guard(kHandGuard, turn.user);
  }
  // Of one user's claims one goes on at a time, whatever they are about: what he has is counted
  // behind it.
  GUANXI_ASSIGN_OR_RETURN(const bool is_counted, TakeTurn(work, pool, turn, facts));
  if (is_counted) return absl::OkStatus();
  const absl::string_view tenant = work.principal().tenant.bytes();
  std::vector<db::Value> values = {tenant, kDayCount, turn.day_key, tenant, user.bytes()};
  values.insert(values.end(), kind_.in_hand_values.begin(), kind_.in_hand_values.end());
  values.emplace_back(std::max(pool.most_in_hand(), 1) - 1);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows counts, work.tx().Select(counts_, values));
  if (pool.most_in_hand() > 0 && !counts[0].IsNull(1)) return HandFull(pool);
  const bool is_free = pool.claims_per_day() == 0 ||
                       resource::TimesInPeriod(counts[0][0], turn.day) <= pool.claims_per_day();
  return is_free ? absl::OkStatus() : DayFull(pool, turn.left);
}

absl::Status PoolDesk::CheckFree(const UnitOfWork& work, const Pool& pool,
                                 const Message& record) const {
  const std::string name = fields_.Name(record);
  if (fields_.Pool(record) != pool.name()) {
    if (fields_.Owner(record).empty()) return RecordNotFound(name);
    if (!resource::CheckSeen(kind_.records->type(), work.principal(), {"owner"}).ok()) {
      return FailedPrecondition("ALREADY_CLAIMED", name, "somebody has it");
    }
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_CLAIMED",
                 absl::StrCat(name, " is ", fields_.Owner(record), "'s"),
                 {{"name", name}, {"owner", fields_.Owner(record)}});
  }
  const PoolStay& stay = fields_.Stay(record);
  if (fields_.LastOwner(record) == work.principal().subject && work.now() < CoolUntil(pool, stay)) {
    return FailedPrecondition(
        "POOL_COOL_DOWN", name,
        absl::StrCat(
            "who had it last may claim it from ",
            absl::FormatTime(absl::RFC3339_sec, CoolUntil(pool, stay), absl::UTCTimeZone())));
  }
  return absl::OkStatus();
}

absl::Status PoolDesk::Claim(const rpc::Call& call, const pool::v1::ClaimRecordRequest& request,
                             Message* record) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kind_.records->type(), request.name(), "name"));
  const std::string& caller = call.principal.subject;
  if (!absl::StartsWith(caller, "users/")) return NotUser(caller);
  return engine_->Mutate(call, request, {}, record, [&](UnitOfWork& work) -> absl::Status {
    return work.WithoutScope([&]() -> absl::Status {
      // Locked first: who comes second learns so without a look at what he has.
      // Of pools that let have other numbers in hand each is asked for once more.
      GUANXI_ASSIGN_OR_RETURN(
          ClaimReading::Found found,
          reading_.Read(work, name, cache_->LastMostInHand(work.principal().tenant)));
      GUANXI_ASSIGN_OR_RETURN(const std::shared_ptr<const Pool> pool,
                              PoolOf(work, *found.row.message, &found.facts));
      GUANXI_RETURN_IF_ERROR(CheckFree(work, *pool, *found.row.message));
      GUANXI_RETURN_IF_ERROR(CheckLimits(work, *pool, found.facts));
      return Give(work, found.row, caller, *pool, "pool.claimed", record);
    });
  });
}

}  // namespace guanxi::pools
