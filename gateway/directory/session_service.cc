#include "gateway/directory/session_service.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/auth/principal.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/filter/parser.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/giving.h"
#include "gateway/directory/guard.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/trusted.h"

namespace guanxi::directory {
namespace {

using access::v1::Session;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// Whose sessions are the caller's own: nobody's for a program, which has none.
std::string UserOf(const Principal& caller) {
  return absl::StartsWith(caller.subject, "users/") ? caller.subject
                                                    : absl::StrCat("users/", Uuid().ToString());
}

}  // namespace

SessionServiceImpl::SessionServiceImpl(const resource::Engine* engine, const Resources* resources,
                                       const resource::Catalog* catalog)
    : engine_(engine), resources_(resources), sessions_(catalog->Of<Session>()) {}

absl::Status SessionServiceImpl::CheckReadable(const rpc::Call& call,
                                               const std::string& name) const {
  access::v1::GetSessionRequest whole;
  whole.set_name(name);
  GUANXI_ASSIGN_OR_RETURN(const Session session, sessions_.Get<Session>(call, whole));
  const bool may =
      session.user() == call.principal.subject || HoldsForAll(call.principal, kReadSessions);
  return may ? absl::OkStatus() : NotFound("SESSION", name);
}

absl::StatusOr<Session> SessionServiceImpl::GetSession(
    const rpc::Call& call, const access::v1::GetSessionRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReadable(call, request.name()));
  return sessions_.Get<Session>(call, request);
}

absl::StatusOr<access::v1::ListSessionChangesResponse> SessionServiceImpl::ListSessionChanges(
    const rpc::Call& call, const access::v1::ListSessionChangesRequest& request) {
  GUANXI_RETURN_IF_ERROR(CheckReadable(call, request.name()));
  return sessions_.ListChanges<access::v1::ListSessionChangesResponse>(call, request);
}

absl::StatusOr<access::v1::ListSessionsResponse> SessionServiceImpl::ListSessions(
    const rpc::Call& call, const access::v1::ListSessionsRequest& request) {
  if (HoldsForAll(call.principal, kReadSessions)) {
    return sessions_.List<access::v1::ListSessionsResponse>(call, request);
  }
  // By itself first: what is a filter alone stays one in parentheses.
  GUANXI_ASSIGN_OR_RETURN(const filter::Expression own, filter::Parse(request.filter()));
  access::v1::ListSessionsRequest narrowed = request;
  const std::string mine = absl::StrCat("user = \"", UserOf(call.principal), "\"");
  const bool all = own.kind == filter::Expression::Kind::kAnd && own.operands.empty();
  narrowed.set_filter(all ? mine : absl::StrCat(mine, " AND (", request.filter(), ")"));
  return sessions_.List<access::v1::ListSessionsResponse>(call, narrowed);
}

absl::StatusOr<Session> SessionServiceImpl::EndSession(
    const rpc::Call& call, const access::v1::EndSessionRequest& request) {
  const resource::Resource& resource = *resources_->sessions;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resource.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  const bool may = HoldsForAll(call.principal, kEndSessions);
  Session next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, name));
        next = static_cast<const Session&>(*old.message);
        if (!may && next.user() != call.principal.subject) {
          return NotFound("SESSION", request.name());
        }
        if (next.user() != call.principal.subject) {
          GUANXI_RETURN_IF_ERROR(CheckRanksAboveUser(work, *resources_, next.user()));
        }
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(resource, etag, old));
        if (next.has_end_time()) return absl::OkStatus();
        directory::EndSession(work.now(), Session::ENDED, &next);
        return work.Update(resource, old, &next).status();
      }));
  return next;
}

}  // namespace guanxi::directory
