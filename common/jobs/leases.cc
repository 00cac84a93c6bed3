#include "common/jobs/leases.h"

#include <algorithm>
#include <map>
#include <tuple>

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
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, Candidates());
  for (const Candidate& candidate : candidates) {
    GUANXI_ASSIGN_OR_RETURN(std::optional<Operation> claimed, ClaimOne(candidate));
    if (claimed) return claimed;
  }
  return std::optional<Operation>();
}

absl::StatusOr<std::vector<Leases::Candidate>> Leases::Candidates() {
  std::vector<Candidate> candidates;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        candidates.clear();
        const absl::Time now = clock_->Now();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows waiting, tx.Select(kSelectWaiting, {now}));
        if (waiting.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows running, tx.Select(kCountRunning, {now}));
        std::map<std::string, int64_t> running_of;
        for (const db::Row row : running) running_of[std::string(row.String(0))] = row.Int64(1);
        for (const db::Row row : waiting) {
          Candidate candidate;
          GUANXI_ASSIGN_OR_RETURN(candidate.tenant, Uuid::FromBytes(row.String(0)));
          GUANXI_ASSIGN_OR_RETURN(candidate.id, Uuid::FromBytes(row.String(1)));
          const auto count = running_of.find(std::string(row.String(0)));
          if (count != running_of.end()) candidate.running = count->second;
          candidates.push_back(candidate);
        }
        return absl::OkStatus();
      }));
  std::sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tie(a.running, a.id) < std::tie(b.running, b.id);
  });
  return candidates;
}

absl::StatusOr<std::optional<Operation>> Leases::ClaimOne(const Candidate& candidate) {
  std::optional<Operation> claimed;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        claimed.reset();
        const absl::Time now = clock_->Now();
        GUANXI_ASSIGN_OR_RETURN(
            const int64_t matched,
            tx.Execute(kClaim, {options_.owner, now + options_.length, candidate.tenant.bytes(),
                                candidate.id.bytes(), now}));
        if (matched == 0) return absl::OkStatus();  // Another worker was faster.
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectOperation, {candidate.tenant.bytes(), candidate.id.bytes()}));
        GUANXI_ASSIGN_OR_RETURN(claimed, ReadOperation(candidate.tenant, rows[0]));
        return absl::OkStatus();
      }));
  return claimed;
}

absl::Status Leases::Save(db::Transaction& tx, const Operation& operation,
                          const google::protobuf::Message& checkpoint,
                          const google::protobuf::Message& metadata) {
  const absl::Time now = clock_->Now();
  return RequireOne(tx.Execute(
      kSaveProgress, {checkpoint.SerializeAsString(), PackAny(metadata), now + options_.length, now,
                      operation.principal.tenant.bytes(), operation.id.bytes(), operation.epoch}));
}

absl::StatusOr<bool> Leases::CancelRequested(const Operation& operation) {
  const Uuid& tenant = operation.principal.tenant;
  bool requested = false;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectLease, {tenant.bytes(), operation.id.bytes(), operation.epoch}));
        if (rows.empty()) return LeaseLost();
        requested = rows[0].Bool(0);
        return absl::OkStatus();
      }));
  return requested;
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
  return database_->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) {
    const absl::Time now = clock_->Now();
    return RequireOne(tx.Execute(kFinishOperation, {result, now, now, now + options_.retention,
                                                    operation.principal.tenant.bytes(),
                                                    operation.id.bytes(), operation.epoch}));
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
