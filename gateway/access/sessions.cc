#include "gateway/access/sessions.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/auth/principal.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_of_work.h"
#include "gateway/directory/trusted.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::access {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Session;

constexpr size_t kTokenBytes = 32;

const db::Query kInsertToken{
    "session.insert_token",
    "INSERT INTO refresh_tokens (tenant_id, token_digest, session_id, used, expire_time) VALUES "
    "(?, ?, ?, 0, ?)"};
const db::Query kUseToken{
    "session.use_token",
    "UPDATE refresh_tokens SET used = 1 WHERE tenant_id = ? AND token_digest = ? AND used = 0"};
// session, user, client, used, whether it may be used: until when token and session last, when the
// session ended, whether the user may log in, and by the password of then
const db::Query kSelectToken{
    "session.select_token",
    "SELECT r.session_id, s.user_id, s.client_id, r.used, r.expire_time > ? AND s.expire_time > ? "
    "AND s.end_time IS NULL AND u.state = ? AND u.live = 1 AND (p.update_time IS NULL OR "
    "p.update_time <= s.create_time) FROM refresh_tokens r JOIN sessions s ON s.tenant_id = "
    "r.tenant_id AND s.id = r.session_id JOIN directory_users u ON u.tenant_id = s.tenant_id AND "
    "u.id = s.user_id LEFT JOIN user_passwords p ON p.tenant_id = u.tenant_id AND p.user_id = u.id "
    "WHERE r.tenant_id = ? AND r.token_digest = ?"};

// What the user, who is there, proves himself by now.
const db::Query kSelectHolder{
    "session.select_holder",
    "SELECT u.state, p.password_hash FROM directory_users u LEFT JOIN user_passwords p ON "
    "p.tenant_id = u.tenant_id AND p.user_id = u.id WHERE u.tenant_id = ? AND u.id = ? AND u.live "
    "= 1"};

absl::Status Refused() {
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_GRANT",
               "the refresh token is not known, was used, or has ended");
}

// The user's own doing, without a token yet.
Principal PrincipalOf(const Uuid& tenant, const Uuid& user) {
  return directory::Trusted(tenant, absl::StrCat("users/", user.ToString()));
}

void SetField(int number, absl::Time time, Session* session) {
  resource::SetTime(Session::descriptor()->FindFieldByNumber(number), time, session);
}

absl::StatusOr<std::string> NewToken() {
  GUANXI_ASSIGN_OR_RETURN(const std::string bytes, crypto::RandomBytes(kTokenBytes));
  return absl::StrCat("gxr_", absl::WebSafeBase64Escape(bytes));
}

// Until the end of the unit of work the holder stays who he has shown to be.
absl::Status HoldShown(UnitOfWork& work, const Sessions::Holder& holder) {
  GUANXI_RETURN_IF_ERROR(directory::HoldSessions(work, holder.user));
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kSelectHolder, {holder.tenant.bytes(), holder.user.bytes()}));
  const bool is_shown = !rows.empty() && rows[0].Int64(0) == int{v1::User::ACTIVE} &&
                        rows[0].String(1) == holder.password_hash;
  if (is_shown) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "INVALID_GRANT",
               "the user is not known or the password is wrong");
}

absl::Status Store(UnitOfWork& work, absl::string_view token, const Uuid& session,
                   absl::Time session_ends) {
  const absl::Time expires = std::min(work.now() + kRefreshLifetime, session_ends);
  return work.tx()
      .Execute(kInsertToken,
               {work.principal().tenant.bytes(), crypto::Sha256(token), session.bytes(), expires})
      .status();
}

ResourceName NameOf(const Uuid& session) {
  ResourceName name;
  name.id = session;
  return name;
}

absl::Time ExpireTime(const Session& session) {
  return resource::GetTime(
      Session::descriptor()->FindFieldByNumber(Session::kExpireTimeFieldNumber), session);
}

}  // namespace

absl::StatusOr<Sessions::Begun> Sessions::Begin(const Holder& holder, bool with_refresh_token,
                                                absl::Duration token_lifetime,
                                                absl::Time deadline) {
  Begun begun;
  begun.session = engine_->environment().uuids().Next();
  if (with_refresh_token) {
    GUANXI_ASSIGN_OR_RETURN(begun.refresh_token, NewToken());
  }
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      PrincipalOf(holder.tenant, holder.user), {db::Lane::kPoint, deadline},
      resource::WriteContext(), [&](UnitOfWork& work) -> absl::Status {
        GUANXI_RETURN_IF_ERROR(HoldShown(work, holder));
        GUANXI_RETURN_IF_ERROR(directory::MakeRoomForSession(work, *resources_, holder.user));
        const absl::Time ends =
            work.now() + (with_refresh_token ? kSessionLifetime : token_lifetime);
        Session session;
        session.set_user(absl::StrCat("users/", holder.user.ToString()));
        session.set_client(absl::StrCat("clients/", holder.client.ToString()));
        SetField(Session::kExpireTimeFieldNumber, ends, &session);
        GUANXI_RETURN_IF_ERROR(work.Insert(*resources_->sessions, NameOf(begun.session), &session));
        if (!with_refresh_token) return absl::OkStatus();
        return Store(work, begun.refresh_token, begun.session, ends);
      }));
  return begun;
}

absl::StatusOr<Sessions::Found> Sessions::Find(const Uuid& tenant, absl::string_view digest,
                                               absl::Time deadline) {
  Found found;
  const absl::Time now = clock_->Now();
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint, deadline}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectToken, {now, now, int{v1::User::ACTIVE}, tenant.bytes(), digest}));
        found = Found();
        if (rows.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(found.session, Uuid::FromBytes(rows[0].String(0)));
        GUANXI_ASSIGN_OR_RETURN(found.user, Uuid::FromBytes(rows[0].String(1)));
        GUANXI_ASSIGN_OR_RETURN(found.client, Uuid::FromBytes(rows[0].String(2)));
        found.used = rows[0].Bool(3);
        found.good = rows[0].Bool(4);
        return absl::OkStatus();
      }));
  return found;
}

absl::StatusOr<Sessions::Renewed> Sessions::Renew(const Uuid& tenant, const Uuid& client,
                                                  absl::string_view token, absl::Time deadline) {
  const std::string digest = crypto::Sha256(token);
  GUANXI_ASSIGN_OR_RETURN(const Found found, Find(tenant, digest, deadline));
  if (found.session.IsNil() || found.client != client) return Refused();
  if (!found.used && !found.good) return Refused();
  Renewed renewed = {found.user, found.session, ""};
  GUANXI_ASSIGN_OR_RETURN(renewed.refresh_token, NewToken());
  bool reused = false;
  GUANXI_RETURN_IF_ERROR(engine_->Write(
      PrincipalOf(tenant, found.user), {db::Lane::kPoint, deadline}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        const resource::Resource& resource = *resources_->sessions;
        // Whoever ends the session waits, or has ended it.
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, NameOf(found.session)));
        auto session = static_cast<const Session&>(*old.message);
        if (session.has_end_time()) return Refused();
        GUANXI_ASSIGN_OR_RETURN(const int64_t taken,
                                work.tx().Execute(kUseToken, {tenant.bytes(), digest}));
        reused = taken == 0;
        if (!reused) {
          return Store(work, renewed.refresh_token, found.session, ExpireTime(session));
        }
        directory::EndSession(work.now(), Session::REFRESH_TOKEN_REUSED, &session);
        return work.Update(resource, old, &session).status();
      }));
  if (!reused) return renewed;
  Log(Severity::kWarning, "access.refresh_token_reused",
      {{"tenant", tenant.ToString()}, {"session", found.session.ToString()}});
  return Refused();
}

absl::Status Sessions::RevokeToken(const Uuid& tenant, const Uuid& client, absl::string_view token,
                                   absl::Time deadline) {
  GUANXI_ASSIGN_OR_RETURN(const Found found, Find(tenant, crypto::Sha256(token), deadline));
  if (found.session.IsNil()) return absl::OkStatus();
  return RevokeSession(tenant, client, found.session, deadline);
}

absl::Status Sessions::RevokeSession(const Uuid& tenant, const Uuid& client, const Uuid& session,
                                     absl::Time deadline) {
  const resource::Resource& resource = *resources_->sessions;
  const Principal principal =
      directory::Trusted(tenant, absl::StrCat("clients/", client.ToString()));
  const absl::Status status = engine_->Write(
      principal, {db::Lane::kPoint, deadline}, resource::WriteContext(),
      [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(resource, NameOf(session)));
        auto next = static_cast<const Session&>(*old.message);
        if (next.has_end_time() || next.client() != principal.subject) return absl::OkStatus();
        directory::EndSession(work.now(), Session::REVOKED, &next);
        return work.Update(resource, old, &next).status();
      });
  return status.code() == absl::StatusCode::kNotFound ? absl::OkStatus() : status;
}

std::vector<db::Query> SessionQueries() {
  return {kInsertToken, kUseToken, kSelectToken, kSelectHolder};
}

}  // namespace guanxi::access
