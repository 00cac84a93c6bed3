#include "common/jobs/leases.h"

#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/jobs/queries.h"
#include "google/longrunning/operations.pb.h"

namespace guanxi::jobs {
namespace {

absl::Status LeaseLost() {
  return Error(absl::StatusCode::kAborted, "LEASE_LOST", "another worker has taken over");
}

absl::Status RequireOne(const absl::StatusOr<int64_t>& matched) {
  if (!matched.ok()) return matched.status();
  return *matched == 1 ? absl::OkStatus() : LeaseLost();
}

}  // namespace

absl::StatusOr<std::optional<Operation>> Leases::Claim() {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> tenants, Waiting());
  for (const Uuid& tenant : tenants) {
    GUANXI_ASSIGN_OR_RETURN(std::optional<Operation> claimed, ClaimOf(tenant));
    if (claimed) return claimed;
  }
  return std::optional<Operation>();
}

absl::StatusOr<std::vector<Uuid>> Leases::Waiting() {
  std::vector<Uuid> tenants;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        tenants.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectWaiting, {clock_->Now()}));
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(const Uuid tenant, Uuid::FromBytes(row.String(0)));
          tenants.push_back(tenant);
        }
        return absl::OkStatus();
      }));
  return tenants;
}

absl::StatusOr<std::optional<Operation>> Leases::ClaimOf(const Uuid& tenant) {
  std::optional<Operation> claimed;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        claimed.reset();
        const absl::Time now = clock_->Now();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows waiting,
                                tx.Select(kSelectClaimable, {tenant.bytes(), now}));
        for (const db::Row row : waiting) {
          const absl::string_view id = row.String(0);
          GUANXI_ASSIGN_OR_RETURN(
              const int64_t matched,
              tx.Execute(kClaim, {options_.owner, now + options_.length, tenant.bytes(), id, now}));
          if (matched == 0) continue;  // Another worker was faster.
          GUANXI_RETURN_IF_ERROR(tx.Execute(kRecordTurn, {tenant.bytes(), now, now}).status());
          GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                  tx.Select(kSelectOperation, {tenant.bytes(), id}));
          GUANXI_ASSIGN_OR_RETURN(claimed, ReadOperation(tenant, rows[0]));
          return absl::OkStatus();
        }
        return absl::OkStatus();
      }));
  return claimed;
}

absl::Status Leases::Begin(const Operation& operation) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return RequireOne(
        tx.Execute(kBeginWork, {clock_->Now() + options_.length, operation.principal.tenant.bytes(),
                                operation.id.bytes(), operation.epoch}));
  });
}

absl::Status Leases::Renew(const Operation& operation) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return RequireOne(tx.Execute(
        kRenewLease, {clock_->Now() + options_.length, operation.principal.tenant.bytes(),
                      operation.id.bytes(), operation.epoch}));
  });
}

absl::Status Leases::Survive(const Operation& operation) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return tx
        .Execute(kSurvive,
                 {operation.principal.tenant.bytes(), operation.id.bytes(), operation.epoch})
        .status();
  });
}

absl::Status Leases::Save(db::Transaction& tx, const Operation& operation,
                          const google::protobuf::Message& checkpoint,
                          const google::protobuf::Message& metadata) {
  const absl::Time now = clock_->Now();
  return RequireOne(tx.Execute(
      kSaveProgress, {checkpoint.SerializeAsString(), PackAny(metadata), now + options_.length, now,
                      operation.principal.tenant.bytes(), operation.id.bytes(), operation.epoch}));
}

absl::StatusOr<Leases::State> Leases::Look(const Operation& operation) {
  const Uuid& tenant = operation.principal.tenant;
  State state;
  absl::Time lease_until;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectLease, {tenant.bytes(), operation.id.bytes(), operation.epoch}));
        if (rows.empty()) return LeaseLost();
        state.cancel_requested = rows[0].Bool(0);
        state.progressed = rows[0].Int64(1) == 0;  // The claim had counted one attempt.
        lease_until = rows[0].Time(2);
        return absl::OkStatus();
      }));
  if (lease_until - clock_->Now() < options_.length / 2) GUANXI_RETURN_IF_ERROR(Begin(operation));
  return state;
}

absl::Status Leases::Finish(const Operation& operation, const google::protobuf::Message& response) {
  google::longrunning::Operation result;
  result.mutable_response()->PackFrom(response);
  return Store(operation, result.SerializeAsString());
}

absl::Status Leases::Finish(const Operation& operation, const absl::Status& error) {
  google::longrunning::Operation result;
  result.mutable_error()->ParseFromString(ToGrpcStatus(error).error_details());
  return Store(operation, result.SerializeAsString());
}

absl::Status Leases::Store(const Operation& operation, const std::string& result) {
  const Uuid& tenant = operation.principal.tenant;
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
    const absl::Time now = clock_->Now();
    GUANXI_RETURN_IF_ERROR(RequireOne(
        tx.Execute(kFinishOperation, {result, now, now, now + options_.retention, tenant.bytes(),
                                      operation.id.bytes(), operation.epoch})));
    if (!options_.events.ended) return absl::OkStatus();
    return options_.events.ended(tx, tenant, operation.id);
  });
}

absl::Status Leases::Release(const Operation& operation, absl::Duration delay, bool count_attempt) {
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    return RequireOne(tx.Execute(count_attempt ? kReleaseLease : kReturnLease,
                                 {clock_->Now() + delay, operation.principal.tenant.bytes(),
                                  operation.id.bytes(), operation.epoch}));
  });
}

}  // namespace guanxi::jobs
