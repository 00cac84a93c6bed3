#include "gateway/services.h"

#include "absl/time/time.h"
#include "common/audit/audit_reader.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/resource/catalog.h"
#include "common/rpc/client.h"
#include "gateway/access/access_store.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/password.h"
#include "gateway/access/purge.h"
#include "gateway/access/sessions.h"
#include "gateway/access/token_issuer.h"
#include "gateway/access/token_service.h"
#include "gateway/directory/caller_service.h"
#include "gateway/directory/client_service.h"
#include "gateway/directory/make_resources.h"
#include "gateway/directory/policy_service.h"
#include "gateway/directory/resources.h"
#include "gateway/directory/session_service.h"
#include "gateway/directory/user_service.h"
#include "gateway/directory/users.h"
#include "gateway/handover/hand_over.h"
#include "gateway/handover/owned_records.h"
#include "guanxi/access/v1/audit_service.adapter.h"
#include "guanxi/access/v1/department_service.adapter.h"
#include "guanxi/access/v1/event_service.adapter.h"
#include "guanxi/access/v1/role_service.adapter.h"
#include "guanxi/access/v1/tenant_service.adapter.h"

namespace guanxi::gateway {
namespace {

jobs::Handler HandOverHandler(const Config& config, const service::Parts& parts,
                              const directory::Resources* all, access::TokenIssuer* issuer,
                              service::Services* made) {
  rpc::ClientOptions options;
  options.target = config.edge;
  handover::Tools tools;
  tools.database = parts.database;
  tools.records = made->Keep<handover::OwnedRecords>(rpc::NewChannel(options));
  tools.token = [issuer](const Principal& principal) {
    return issuer->ActFor(principal.tenant, principal.subject);
  };
  tools.department = [all, database = parts.database, clock = parts.system_clock](
                         const Uuid& tenant, absl::string_view user) {
    return directory::DepartmentOfHeir(database, tenant, *all, user, clock->Now());
  };
  return handover::HandOverHandler(tools);
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const Config& config, access::SigningKeys* keys,
                                               const service::Parts& parts) {
  namespace v1 = access::v1;
  service::Services made;
  GUANXI_ASSIGN_OR_RETURN(const directory::Resources* const all,
                          made.Own(directory::MakeResources()));
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));

  auto* const hasher = made.Keep<access::PasswordHasher>(config.password_checks);
  auto* const guard = made.Keep<access::LoginGuard>(parts.database, access::LoginGuardOptions(),
                                                    parts.system_clock);
  auto* const store = made.Keep<access::AccessStore>(parts.database, parts.system_clock);
  auto* const sessions =
      made.Keep<access::Sessions>(parts.database, parts.engine, all, parts.system_clock);
  auto* const issuer = made.Keep<access::TokenIssuer>(
      access::TokenIssuer::Options{config.issuer},
      access::TokenIssuer::Parts{store, sessions, hasher, guard, keys}, parts.system_clock);
  made.Serve<access::TokenServiceImpl>(parts.pipeline, config.issuer, issuer, keys);

  made.Serve<v1::TenantServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::DepartmentServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::RoleServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<v1::UserServiceAdapter>(
      parts.pipeline, *catalog,
      made.Keep<directory::UserServiceImpl>(parts.engine, all, hasher, guard, parts.operations));
  made.operations[handover::kHandOverKind] = {handover::kHandOverKind,
                                              HandOverHandler(config, parts, all, issuer, &made)};
  made.Serve<v1::ClientServiceAdapter>(parts.pipeline, *catalog,
                                       made.Keep<directory::ClientServiceImpl>(parts.engine, all));
  made.Serve<v1::SessionServiceAdapter>(
      parts.pipeline, made.Keep<directory::SessionServiceImpl>(parts.engine, all, catalog));
  made.Serve<v1::CallerServiceAdapter>(parts.pipeline,
                                       made.Keep<directory::CallerServiceImpl>(parts.engine, all));
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  made.catalog = catalog;
  made.Serve<v1::EventServiceAdapter>(parts.pipeline,
                                      made.Keep<events::EventMethods<v1::EventServiceMethods>>(
                                          parts.database, parts.engine, catalog));
  made.Serve<v1::PolicyServiceAdapter>(
      parts.pipeline, made.Keep<directory::PolicyServiceImpl>(
                          parts.database, access::kLastTokenGone, parts.system_clock));
  made.schedules.push_back(
      {"purge_tokens", absl::Hours(1), [database = parts.database, clock = parts.system_clock] {
         return access::PurgeExpired(database, clock).status();
       }});
  return made;
}

}  // namespace guanxi::gateway
