#include "common/jobs/operation_store.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/errors.h"
#include "common/jobs/queries.h"
#include "common/jobs/schedules.h"
#include "google/longrunning/operations.pb.h"
#include "google/protobuf/any.pb.h"

namespace guanxi::jobs {
namespace {

constexpr absl::string_view kNamePrefix = "operations/";

// The one row of a result, if there is one.
absl::StatusOr<std::optional<Operation>> ReadOne(const Uuid& tenant,
                                                 const absl::StatusOr<db::Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return std::optional<Operation>();
  GUANXI_ASSIGN_OR_RETURN(Operation operation, ReadOperation(tenant, (*rows)[0]));
  return std::optional<Operation>(std::move(operation));
}

// The operation that an earlier call with the same request_id, or an earlier attempt under the same
// id, has stored.
absl::StatusOr<std::optional<Operation>> FindRepeated(db::Transaction& tx,
                                                      const NewOperation& operation,
                                                      const Uuid& id) {
  const Principal& principal = operation.principal;
  if (operation.request_id.empty()) {
    return ReadOne(principal.tenant,
                   tx.Select(kSelectOperation, {principal.tenant.bytes(), id.bytes()}));
  }
  GUANXI_ASSIGN_OR_RETURN(
      std::optional<Operation> found,
      ReadOne(principal.tenant,
              tx.Select(kSelectByRequestId, {principal.tenant.bytes(), principal.subject,
                                             operation.kind, operation.request_id})));
  if (found && found->request_hash != operation.request_hash) {
    return InvalidField("request_id", "was used with another request", "REQUEST_ID_REUSED");
  }
  return found;
}

absl::Status CheckRoom(db::Transaction& tx, const Uuid& tenant, int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kCountActive, {tenant.bytes()}));
  if (rows[0].Int64(0) < limit) return absl::OkStatus();
  return ResourceExhausted("TOO_MANY_OPERATIONS",
                           absl::StrCat(limit, " operations are waiting or running already"),
                           absl::Seconds(30));
}

}  // namespace

std::string MakeOperationName(const Uuid& id) { return absl::StrCat(kNamePrefix, id.ToString()); }

absl::StatusOr<Uuid> ParseOperationName(absl::string_view name) {
  absl::StatusOr<Uuid> id = Uuid::Parse(absl::StripPrefix(name, kNamePrefix));
  if (!absl::StartsWith(name, kNamePrefix) || !id.ok()) {
    return InvalidField("name", "must be operations/{uuid}", "INVALID_NAME");
  }
  return id;
}

google::longrunning::Operation ToProto(const Operation& operation) {
  google::longrunning::Operation proto;
  proto.ParseFromString(operation.result);
  proto.set_name(MakeOperationName(operation.id));
  proto.mutable_metadata()->ParseFromString(operation.metadata);
  proto.set_done(operation.done);
  return proto;
}

std::string PackAny(const google::protobuf::Message& message) {
  google::protobuf::Any any;
  any.PackFrom(message);
  return any.SerializeAsString();
}

absl::StatusOr<Operation> ReadOperation(const Uuid& tenant, const db::Row& row) {
  Operation operation;
  GUANXI_ASSIGN_OR_RETURN(operation.id, Uuid::FromBytes(row.String(0)));
  operation.kind = std::string(row.String(1));
  operation.principal.tenant = tenant;
  operation.principal.subject = std::string(row.String(2));
  operation.principal.client = std::string(row.String(3));
  operation.request_hash = std::string(row.String(4));
  operation.request = std::string(row.String(5));
  operation.checkpoint = std::string(row.String(6));
  operation.metadata = std::string(row.String(7));
  operation.cancel_requested = row.Bool(8);
  operation.done = row.Bool(9);
  operation.result = std::string(row.String(10));
  operation.epoch = row.Int64(11);
  operation.attempts = row.Int64(12);
  operation.crashes = row.Int64(13);
  operation.create_time = row.Time(14);
  operation.update_time = row.Time(15);
  return operation;
}

absl::StatusOr<Operation> OperationStore::Create(const NewOperation& operation,
                                                 const OperationEvents::Event& queued) {
  // It keeps who started it, and would go on with all rights of the subject.
  if (!operation.principal.actor.empty()) {
    return Error(absl::StatusCode::kPermissionDenied, "NOT_ON_BEHALF",
                 "nobody starts an operation on somebody's behalf");
  }
  const Uuid id = ids_->Next();
  const absl::StatusOr<Operation> created = Insert(operation, id, queued);
  const bool unknown = db::IsUnknownOutcome(created.status());
  if (!unknown && !db::DuplicateKey(created.status())) return created;
  // Perhaps it was stored, or another call with the same request_id was faster: Insert finds it.
  absl::StatusOr<Operation> again = Insert(operation, id, queued);
  // Why the second attempt failed says nothing about the first one's COMMIT.
  return !again.ok() && unknown ? created : again;
}

absl::StatusOr<Operation> OperationStore::Insert(const NewOperation& operation, const Uuid& id,
                                                 const OperationEvents::Event& queued) {
  const Uuid& tenant = operation.principal.tenant;
  std::optional<Operation> stored;
  GUANXI_RETURN_IF_ERROR(database_->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(stored, FindRepeated(tx, operation, id));
    if (stored) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(CheckRoom(tx, tenant, options_.max_active_per_tenant));
    const absl::Time now = clock_->Now();
    const db::Value request_id =
        operation.request_id.empty() ? db::Value() : db::Value(operation.request_id);
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kInsertOperation,
                   {tenant.bytes(), id.bytes(), operation.kind, operation.principal.subject,
                    operation.principal.client, request_id, operation.request_hash,
                    operation.request, operation.metadata, now, now, now})
            .status());
    if (queued) GUANXI_RETURN_IF_ERROR(queued(tx, tenant, id));
    GUANXI_ASSIGN_OR_RETURN(
        stored, ReadOne(tenant, tx.Select(kSelectOperation, {tenant.bytes(), id.bytes()})));
    return absl::OkStatus();
  }));
  return *std::move(stored);
}

absl::StatusOr<Operation> OperationStore::Get(const Principal& principal, const Uuid& id) {
  std::optional<Operation> found;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        found, ReadOne(principal.tenant,
                       tx.Select(kSelectOperation, {principal.tenant.bytes(), id.bytes()})));
    return absl::OkStatus();
  }));
  if (!found || found->principal.subject != principal.subject) {
    return NotFound("OPERATION", MakeOperationName(id));
  }
  return *std::move(found);
}

absl::StatusOr<std::vector<Operation>> OperationStore::List(const Principal& principal,
                                                            const Uuid& before, int limit) {
  const std::string bound =
      before.IsNil() ? std::string(Uuid::kSize, '\xFF') : std::string(before.bytes());
  std::vector<Operation> operations;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    operations.clear();
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows rows,
        tx.Select(kListOperations, {principal.tenant.bytes(), principal.subject, bound, limit}));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(Operation operation, ReadOperation(principal.tenant, row));
      operations.push_back(std::move(operation));
    }
    return absl::OkStatus();
  }));
  return operations;
}

absl::Status OperationStore::Cancel(const Principal& principal, const Uuid& id) {
  GUANXI_RETURN_IF_ERROR(Get(principal, id).status());
  return database_->ReadWrite({}, [&](db::Transaction& tx) {
    return tx.Execute(kRequestCancel, {clock_->Now(), principal.tenant.bytes(), id.bytes()})
        .status();
  });
}

absl::Status OperationStore::Delete(const Principal& principal, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const Operation operation, Get(principal, id));
  if (!operation.done) {
    return FailedPrecondition("OPERATION_NOT_DONE", MakeOperationName(id),
                              "cancel the operation and wait until it is done");
  }
  return database_->ReadWrite({}, [&](db::Transaction& tx) {
    const OperationEvents::Event& deleted = options_.events.deleted;
    if (deleted) GUANXI_RETURN_IF_ERROR(deleted(tx, principal.tenant, id));
    return tx.Execute(kDeleteOperation, {principal.tenant.bytes(), id.bytes()}).status();
  });
}

absl::StatusOr<int64_t> OperationStore::PurgeExpired() {
  return DeleteOlderThan(database_, clock_, kPurgeOperations, absl::ZeroDuration());
}

}  // namespace guanxi::jobs
