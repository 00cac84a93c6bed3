#include "common/pools/pool_desk.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
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

google::protobuf::Timestamp StampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

}  // namespace

PoolDesk::PoolDesk(const resource::Engine* engine, Kind kind)
    : engine_(engine),
      kind_(std::move(kind)),
      fields_(kind_.records->type().descriptor()),
      counts_{kind_.behind_in_hand.name, absl::StrCat("SELECT (", resource::PeriodCounter(), "), (",
                                                      kind_.behind_in_hand.sql, ")")},
      reading_(kind_.records, kind_.behind_in_hand, kind_.in_hand_values) {}

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
  GUANXI_RETURN_IF_ERROR(
      work.Update(*kind_.records, row, next, UnitOfWork::Form::kNormal).status());
  // With what its new owner begins with.
  work.Answer(*kind_.records, row.name.id, *next, next);
  pool::v1::PoolMove move;
  move.set_pool(pool.name());
  move.set_to_owner(owner);
  return work.Emit(*kind_.records, row, fact, move);
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
