#include "common/pools/pool_desk.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/pools/pool_rules.h"
#include "common/pools/pooled_writes.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
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

constexpr char kDayCount[] = "pool_day";

google::protobuf::Timestamp StampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

absl::Status NotUser(const std::string& subject) {
  return FailedPrecondition("NOT_A_USER", subject, "nothing belongs to an API client");
}

}  // namespace

PoolDesk::PoolDesk(const resource::Engine* engine, Kind kind)
    : engine_(engine),
      kind_(std::move(kind)),
      fields_(kind_.records->type().descriptor()),
      counts_{kind_.behind_in_hand.name, absl::StrCat("SELECT (", resource::PeriodCounter(), "), (",
                                                      kind_.behind_in_hand.sql, ")")} {}

absl::Status PoolDesk::RecordNotFound(const std::string& name) const {
  return NotFound(kind_.noun, name);
}

absl::StatusOr<Pool> PoolDesk::PeekPool(UnitOfWork& work, const std::string& name) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(kind_.pools->type(), name, "pool"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(*kind_.pools, parsed));
  if (!row.has_value()) return NotFound("POOL", name);
  return static_cast<const Pool&>(*row->message);
}

absl::StatusOr<Pool> PoolDesk::HoldPool(UnitOfWork& work, const std::string& name) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName parsed,
                          resource::ParseName(kind_.pools->type(), name, "pool"));
  // First: who deletes it at this moment is not seen before he is through.
  GUANXI_RETURN_IF_ERROR(work.Guard("pool", resource::FormatName(kind_.pools->type(), parsed)));
  return PeekPool(work, name);
}

absl::StatusOr<Pool> PoolDesk::ReadPool(const rpc::Call& call, const std::string& name) const {
  Pool pool;
  GUANXI_RETURN_IF_ERROR(engine_->Write(call.principal, resource::TxOptionsOf(call), {},
                                        [&](UnitOfWork& work) -> absl::Status {
                                          GUANXI_ASSIGN_OR_RETURN(pool, PeekPool(work, name));
                                          return absl::OkStatus();
                                        }));
  return pool;
}

absl::StatusOr<Pool> PoolDesk::PoolOf(UnitOfWork& work, const Message& record) const {
  const std::string name = fields_.Name(record);
  const std::string& last = fields_.Stay(record).last_pool();
  if (last.empty()) return RecordNotFound(name);
  auto pool = PeekPool(work, last);
  if (absl::IsNotFound(pool.status())) return RecordNotFound(name);
  GUANXI_RETURN_IF_ERROR(pool.status());
  if (!IsMember(*pool, *work.principal().rights)) return RecordNotFound(name);
  return pool;
}

absl::Status PoolDesk::CheckLimits(UnitOfWork& work, const Pool& pool) const {
  const std::string& caller = work.principal().subject;
  const std::string user = work.principal().rights->user().ToString();
  const filter::Moment moment = work.environment().MomentOf(work.principal().tenant);
  const int64_t day = absl::ToCivilDay(work.now(), moment.zone) - absl::CivilDay(1970, 1, 1);
  const std::string key = DeriveUuid("pool_day", absl::StrCat(pool.name(), " ", caller)).ToString();
  // Of one user's claims one goes on at a time, whatever they are about: what he has is counted
  // behind it.
  GUANXI_RETURN_IF_ERROR(
      pool.claims_per_day() > 0
          ? resource::GuardAndCount(work, {kHandGuard, user, kDayCount, key, day})
          : work.Guard(kHandGuard, user));
  if (pool.most_in_hand() == 0 && pool.claims_per_day() == 0) return absl::OkStatus();
  const absl::string_view tenant = work.principal().tenant.bytes();
  std::vector<db::Value> values = {tenant, kDayCount, key, tenant,
                                   work.principal().rights->user().bytes()};
  values.insert(values.end(), kind_.in_hand_values.begin(), kind_.in_hand_values.end());
  values.emplace_back(std::max(pool.most_in_hand(), 1) - 1);
  GUANXI_ASSIGN_OR_RETURN(const db::Rows counts, work.tx().Select(counts_, values));
  if (pool.most_in_hand() > 0 && !counts[0].IsNull(1)) {
    return FailedPrecondition(
        "POOL_HAND_FULL", pool.name(),
        absl::StrCat("who has ", pool.most_in_hand(), " in hand claims no more"));
  }
  const bool is_free = pool.claims_per_day() == 0 ||
                       resource::TimesInPeriod(counts[0][0], day) <= pool.claims_per_day();
  if (is_free) return absl::OkStatus();
  return ResourceExhausted("POOL_DAY_FULL",
                           absl::StrCat("so many as ", pool.claims_per_day(), " are claimed today"),
                           EndOfDay(work.now(), moment.zone) - work.now());
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

absl::Status PoolDesk::Give(UnitOfWork& work, const Stored& row, const std::string& owner,
                            const Pool& pool, absl::string_view fact, Message* next) const {
  next->CopyFrom(*row.message);
  const Uuid department = work.principal().rights->DepartmentOf(owner);
  fields_.SetHands(
      owner, department.IsNil() ? "" : absl::StrCat("departments/", department.ToString()), next);
  fields_.SetPool("", next);
  PoolStay& stay = *fields_.MutableStay(next);
  *stay.mutable_claim_time() = StampOf(work.now());
  *stay.mutable_protect_until() = StampOf(work.now() + absl::Seconds(pool.protection().seconds()) +
                                          absl::Nanoseconds(pool.protection().nanos()));
  GUANXI_RETURN_IF_ERROR(work.Update(*kind_.records, row, next).status());
  // With what its new owner begins with.
  work.Answer(*kind_.records, row.name.id, *next, next);
  pool::v1::PoolMove move;
  move.set_pool(pool.name());
  move.set_to_owner(owner);
  return work.Emit(*kind_.records, row, fact, move);
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
      GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*kind_.records, name));
      GUANXI_ASSIGN_OR_RETURN(const Pool pool, PoolOf(work, *row.message));
      GUANXI_RETURN_IF_ERROR(CheckFree(work, pool, *row.message));
      GUANXI_RETURN_IF_ERROR(CheckLimits(work, pool));
      return Give(work, row, caller, pool, "pool.claimed", record);
    });
  });
}

absl::Status PoolDesk::Assign(const rpc::Call& call, const pool::v1::AssignRecordRequest& request,
                              Message* record) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(kind_.records->type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  return engine_->Mutate(call, request, {}, record, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*kind_.records, name));
    GUANXI_RETURN_IF_ERROR(work.CheckEtag(*kind_.records, etag, row));
    const std::string in = fields_.Pool(*row.message);
    if (in.empty()) {
      return FailedPrecondition("NOT_POOLED", request.name(), "it lies in no pool");
    }
    if (!resource::ParseReference("users", request.owner()).ok() ||
        !work.principal().rights->IsActive(request.owner())) {
      return InvalidField("owner", "names nobody active");
    }
    GUANXI_ASSIGN_OR_RETURN(const Pool pool, PeekPool(work, in));
    return Give(work, row, request.owner(), pool, "pool.assigned", record);
  });
}

}  // namespace guanxi::pools
