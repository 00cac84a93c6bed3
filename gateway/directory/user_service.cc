#include "gateway/directory/user_service.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/credentials.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/trusted.h"
#include "gateway/directory/user_changes.h"
#include "gateway/handover/hand_over.h"

namespace guanxi::directory {
namespace {

using access::v1::SetUserPasswordRequest;
using access::v1::SetUserPasswordResponse;
using access::v1::User;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

constexpr char kHandOver[] = "users.handOver";
constexpr size_t kMinPassword = 8;
constexpr size_t kMaxPassword = 1024;

absl::Status WrongPassword() {
  return Error(absl::StatusCode::kPermissionDenied, "WRONG_PASSWORD",
               "the present password is another one");
}

// Until the end of the unit of work the password stays the one that was proved; or it is `next`
// already, by a run whose COMMIT was not confirmed.
absl::Status HoldProved(UnitOfWork& work, const Uuid& user, absl::string_view proved,
                        absl::string_view next) {
  GUANXI_RETURN_IF_ERROR(HoldSessions(work, user));
  GUANXI_ASSIGN_OR_RETURN(const std::string stored,
                          ReadPassword(work.tx(), work.principal().tenant, user));
  return stored == proved || stored == next ? absl::OkStatus() : WrongPassword();
}

}  // namespace

absl::StatusOr<std::string> UserServiceImpl::ProvePresent(
    const rpc::Call& call, const Uuid& user, const SetUserPasswordRequest& request) const {
  std::string hash;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(hash, ReadPassword(tx, call.principal.tenant, user));
    return absl::OkStatus();
  }));
  GUANXI_ASSIGN_OR_RETURN(
      const bool right,
      access::TryOnce(*guard_, *hasher_,
                      {call.principal.tenant, absl::StrCat("password/", user.ToString()),
                       /*network=*/"", call.deadline},
                      request.current_password(), hash, /*acceptable=*/true));
  if (!right) return WrongPassword();
  return hash;
}

absl::StatusOr<SetUserPasswordResponse> UserServiceImpl::SetUserPassword(
    const rpc::Call& call, const SetUserPasswordRequest& request) {
  const resource::Resource& resource = *resources_->users;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  if (request.password().size() < kMinPassword || request.password().size() > kMaxPassword) {
    return InvalidField("password", "want 8 to 1,024 bytes");
  }
  const bool own = resource::FormatName(resource.type(), name) == call.principal.subject;
  std::string proved;
  if (own) {
    GUANXI_ASSIGN_OR_RETURN(proved, ProvePresent(call, name.id, request));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string hash, hasher_->Hash(request.password(), call.deadline));
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      call.principal, resource::TxOptionsOf(call), resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored row, work.GetLive(resource, name));
        const auto& user = static_cast<const User&>(*row.message);
        if (own) {
          GUANXI_RETURN_IF_ERROR(HoldProved(work, name.id, proved, hash));
        } else {
          if (!HoldsForAll(call.principal, kSetPassword)) {
            return NotFound("USER", request.name());
          }
          GUANXI_RETURN_IF_ERROR(
              CheckRanksAbove(work, *resources_, user.roles(), user.department()));
        }
        GUANXI_RETURN_IF_ERROR(
            PutPassword(work.tx(), call.principal.tenant, name.id, hash, work.now()));
        GUANXI_RETURN_IF_ERROR(
            work.Emit(resource, row, "user.password_set", SetUserPasswordResponse()));
        return EndSessions(work, *resources_, user.name(), access::v1::Session::PASSWORD_CHANGED);
      }));
  return SetUserPasswordResponse();
}

absl::StatusOr<google::longrunning::Operation> UserServiceImpl::HandOverUser(
    const rpc::Call& call, const access::v1::HandOverUserRequest& request) {
  const resource::ResourceType& type = resources_->users->type();
  GUANXI_ASSIGN_OR_RETURN(const ResourceName user,
                          resource::ParseName(type, request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName heir,
                          resource::ParseName(type, request.heir(), "heir"));
  if (user.id == heir.id) return InvalidField("heir", "is the user himself");
  if (!request.request_id().empty() && !Uuid::Parse(request.request_id()).ok()) {
    return InvalidField("request_id", "must be a UUID");
  }
  GUANXI_RETURN_IF_ERROR(handover::CheckMayGive(call.principal));
  GUANXI_ASSIGN_OR_RETURN(const auto fields, engine_->CustomFieldsOf(call.principal.tenant,
                                                                     resource::TxOptionsOf(call)));
  // In both histories, and so for auditors, with the operation: what does not begin is in none, and
  // what is asked for again by the same request is there once.
  return handover::Queue(operations_, call.principal, request,
                         [&](db::Transaction& tx, const Uuid&, const Uuid&) -> absl::Status {
                           UnitOfWork work(&engine_->environment(), &tx, call.principal,
                                           resource::WriteContext(), fields);
                           GUANXI_RETURN_IF_ERROR(NoteHandOver(work, user, heir, request));
                           return work.Flush();
                         });
}

absl::Status UserServiceImpl::NoteHandOver(UnitOfWork& work, const ResourceName& user,
                                           const ResourceName& heir,
                                           const access::v1::HandOverUserRequest& request) const {
  const resource::Resource& users = *resources_->users;
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(users, {user.id, heir.id}));
  const auto from = rows.find(user.id);
  if (from == rows.end()) return NotFound(users.type().code(), request.name());
  const auto to = rows.find(heir.id);
  const bool is_active = to != rows.end() && to->second.live &&
                         static_cast<const User&>(*to->second.message).state() == User::ACTIVE;
  if (!is_active) return NotFound(users.type().code(), request.heir());
  for (const auto& [row, path] : {std::pair(from, "name"), std::pair(to, "heir")}) {
    GUANXI_RETURN_IF_ERROR(CheckReaches(work.principal(), kHandOver,
                                        static_cast<const User&>(*row->second.message), path));
  }
  GUANXI_RETURN_IF_ERROR(work.Emit(users, from->second, "user.records_handed_over", request));
  return work.Emit(users, to->second, "user.records_received", request);
}

absl::StatusOr<google::longrunning::Operation> UserServiceImpl::GetHandOver(
    const rpc::Call& call, const access::v1::GetHandOverRequest& request) {
  return handover::Look(operations_, call.principal, request.name());
}

}  // namespace guanxi::directory
