#include "customer-svc/access/data_access.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/access/data_access_rules.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::DataAccessLimit;
using v1::DataAccessRequest;

constexpr char kCustomerType[] = "guanxi.dev/Customer";
constexpr char kExportMethod[] = "customers.export";
constexpr char kGuard[] = "customers_read_out";
constexpr char kAboveLimit[] = "DATA_ACCESS_LIMIT";

// The later ones of a role come later.
const db::Query kSelectLimits{
    "data_access_limit.select_all",
    "SELECT body FROM data_access_limits FORCE INDEX (idx_create_time) WHERE tenant_id = ? AND "
    "live = 1 ORDER BY create_time, id LIMIT 1000"};

const db::Query kSelectOfOwner{
    "data_access_request.select_of_owner",
    "SELECT id, body FROM data_access_requests FORCE INDEX (idx_owner_id_create_time) WHERE "
    "tenant_id = ? AND live = 1 AND owner_id = ? ORDER BY create_time DESC, id DESC LIMIT 100"};

absl::Status AboveLimit(int32_t limit) {
  return Error(absl::StatusCode::kFailedPrecondition, kAboveLimit,
               absl::StrCat("more than the ", limit,
                            " customers that the caller's roles let him read out within a day, and "
                            "no approved dataAccessRequests of his has room for them"),
               {{"limit", absl::StrCat(limit)}});
}

}  // namespace

absl::Status DataAccess::Meter(const rpc::Call& call, const resource::ResourceType& type,
                               int64_t records) const {
  if (type.full_type() != kCustomerType || call.method == kExportMethod) return absl::OkStatus();
  const absl::Status counted = Count(call.principal, resource::TxOptionsOf(call), records);
  return Reason(counted) == kAboveLimit ? ReadBeyond(call, records, counted) : counted;
}

absl::Status DataAccess::ReadBeyond(const rpc::Call& call, int64_t records,
                                    const absl::Status& refused) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<std::string> usable, UsableBy(call, records));
  for (const std::string& request : usable) {
    const absl::Status used = Use(call.principal, resource::TxOptionsOf(call), request, records);
    // Another page may have taken what was left.
    if (!absl::IsFailedPrecondition(used)) return used;
  }
  return refused;
}

absl::StatusOr<std::vector<std::string>> DataAccess::UsableBy(const rpc::Call& call,
                                                              int64_t records) const {
  std::vector<std::string> names;
  const auto owner = resource::ParseReference("users", call.principal.subject);
  if (!owner.ok()) return names;
  std::map<std::pair<int64_t, Uuid>, std::string> usable;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    usable.clear();
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(kSelectOfOwner, {call.principal.tenant.bytes(), owner->bytes()}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      DataAccessRequest request;
      if (!request.ParseFromString(std::string(row.String(1)))) {
        return absl::InternalError("a request to read out cannot be read");
      }
      const absl::Time now = engine_->environment().business_clock()->Now();
      if (!CheckUse(request, call.principal.subject, now, records).ok()) continue;
      usable[{request.expire_time().seconds(), id}] =
          resource::FormatName(requests_->type(), ResourceName{Uuid(), id});
    }
    return absl::OkStatus();
  }));
  for (auto& [key, name] : usable) names.push_back(std::move(name));
  return names;
}

absl::Status DataAccess::Count(const Principal& principal, const db::TxOptions& options,
                               int64_t records) const {
  if (records == 0) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const std::optional<int32_t> limit, LimitOf(principal, options));
  if (!limit.has_value()) return absl::OkStatus();
  return engine_->Write(principal, options, {}, [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const int64_t count,
                            resource::CountInDay(work, kGuard, principal.subject, records));
    return count <= *limit ? absl::OkStatus() : AboveLimit(*limit);
  });
}

absl::StatusOr<std::optional<int32_t>> DataAccess::LimitOf(const Principal& principal,
                                                           const db::TxOptions& options) const {
  const policy::Rights* const rights = principal.rights.get();
  if (rights == nullptr || rights->sees_all()) return std::optional<int32_t>();
  GUANXI_ASSIGN_OR_RETURN(const auto limits, LimitsOf(principal.tenant, options));
  std::optional<int32_t> widest;
  if (limits->empty()) return widest;
  for (const std::string& role : rights->RoleNames()) {
    const auto found = limits->find(role);
    if (found == limits->end()) return std::optional<int32_t>();
    widest = std::max(widest.value_or(0), found->second);
  }
  return widest;
}

absl::StatusOr<std::shared_ptr<const DataAccess::Limits>> DataAccess::LimitsOf(
    const Uuid& tenant, const db::TxOptions& options) const {
  const absl::Time now = engine_->environment().system_clock()->Now();
  {
    MutexLock lock(&mutex_);
    const auto found = kept_.find(tenant);
    if (found != kept_.end() && now - found->second.read_time < kMaxAge) {
      return found->second.limits;
    }
  }
  auto limits = std::make_shared<Limits>();
  Principal reader;
  reader.tenant = tenant;
  GUANXI_RETURN_IF_ERROR(engine_->Write(reader, options, {}, [&](UnitOfWork& work) -> absl::Status {
    limits->clear();
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, work.tx().Select(kSelectLimits, {tenant.bytes()}));
    for (const db::Row row : rows) {
      DataAccessLimit limit;
      if (!limit.ParseFromString(std::string(row.String(0)))) {
        return absl::InternalError("a limit of reading out cannot be read");
      }
      (*limits)[limit.role()] = limit.max_records();
    }
    return absl::OkStatus();
  }));
  MutexLock lock(&mutex_);
  kept_[tenant] = {limits, now};
  return limits;
}

absl::Status DataAccess::Use(const Principal& principal, const db::TxOptions& options,
                             const std::string& request, int64_t records) const {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(requests_->type(), request, "data_access_request"));
  return engine_->Write(principal, options, {}, [&](UnitOfWork& work) -> absl::Status {
    // Who may export need not be let write requests: that it is his and approved is enough.
    return work.WithoutScope([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(*requests_, name));
      DataAccessRequest next = static_cast<const DataAccessRequest&>(*row.message);
      GUANXI_RETURN_IF_ERROR(CheckUse(next, principal.subject, work.now(), records));
      if (records == 0) return absl::OkStatus();
      next.set_used_records(next.used_records() + static_cast<int32_t>(records));
      return work.Update(*requests_, row, &next).status();
    });
  });
}

absl::Status DataAccess::CheckUsable(const rpc::Call& call, const std::string& request) const {
  return Use(call.principal, resource::TxOptionsOf(call), request, 0);
}

std::vector<db::Query> DataAccessQueries() { return {kSelectLimits, kSelectOfOwner}; }

}  // namespace guanxi::customer
