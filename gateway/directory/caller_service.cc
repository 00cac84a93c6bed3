#include "gateway/directory/caller_service.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/policy_fields.h"
#include "google/api/resource.pb.h"
#include "guanxi/access/v1/api_client.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {
namespace {

using access::v1::ApiClient;
using access::v1::Caller;
using access::v1::FieldPolicy;
using access::v1::User;
using google::protobuf::Descriptor;
using policy::FieldAccess;
using policy::Rights;

// What policies say of it: two things of a field that is masked and read-only.
std::vector<FieldPolicy::Access> AsPolicies(FieldAccess access) {
  if (access == FieldAccess::kHidden) return {FieldPolicy::HIDDEN};
  std::vector<FieldPolicy::Access> said;
  if (policy::IsMasked(access)) said.push_back(FieldPolicy::MASKED);
  if (policy::IsReadOnly(access)) said.push_back(FieldPolicy::READ_ONLY);
  return said;
}

// Whether the caller may read resources of the type: `customers.read`, of what is under customers
// too.
bool Reads(const Rights& rights, const Descriptor* resource) {
  const auto& option = resource->options().GetExtension(google::api::resource);
  const std::string pattern = option.pattern_size() > 0 ? option.pattern(0) : "";
  return rights.ScopeOf(absl::StrCat(pattern.substr(0, pattern.find('/')), ".read")) !=
         access::v1::DATA_SCOPE_UNSPECIFIED;
}

// What holds of the field around the one at `path`.
FieldAccess Around(const std::map<std::string, FieldAccess>& said, const std::string& path) {
  const size_t dot = path.rfind('.');
  const auto around = dot == std::string::npos ? said.end() : said.find(path.substr(0, dot));
  return around == said.end() ? FieldAccess::kFull : around->second;
}

void AddFieldPolicies(const Rights& rights, const Descriptor* resource, Caller* caller) {
  const std::string& type = resource->options().GetExtension(google::api::resource).type();
  std::set<std::string> paths;  // a field comes before those inside it
  for (const std::string& path : PolicyPaths(resource)) {
    paths.insert(path);
    policy::FieldPlace place;
    place.resource_type = type;
    place.path = path;
    // Of fields of messages they are those that are known anyway.
    for (const std::string& key : rights.KeysWithPolicies(place)) {
      paths.insert(absl::StrCat(path, ".", key));
    }
  }
  const std::shared_ptr<const policy::FieldView> view = rights.ViewOf(resource);
  std::map<std::string, FieldAccess> said;
  for (const std::string& path : paths) {
    const FieldAccess access = view->AccessTo(path);
    said[path] = access;
    if (access == Around(said, path)) continue;
    for (const FieldPolicy::Access one : AsPolicies(access)) {
      FieldPolicy& policy = *caller->add_field_policies();
      policy.set_resource_type(type);
      policy.set_path(path);
      policy.set_access(one);
    }
  }
}

}  // namespace

absl::Status CallerServiceImpl::AddAccount(const rpc::Call& call, Caller* caller) const {
  const Principal& who = call.principal;
  const bool is_user = absl::StartsWith(who.subject, "users/");
  const resource::Resource& resource = is_user ? *resources_->users : *resources_->clients;
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(resource.type(), who.subject, "subject"));
  return engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                            tx.Select(resource.select(), {who.tenant.bytes(), name.id.bytes()}));
    // A service of the installation has no account here.
    if (rows.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored row,
                            resource::DecodeRow(resource.type(), rows[0]));
    if (is_user) {
      const auto& user = static_cast<const User&>(*row.message);
      caller->set_display_name(user.display_name());
      caller->set_department(user.department());
      *caller->mutable_roles() = user.roles();
    } else {
      const auto& client = static_cast<const ApiClient&>(*row.message);
      caller->set_display_name(client.display_name());
      *caller->mutable_roles() = client.roles();
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<Caller> CallerServiceImpl::GetCaller(const rpc::Call& call,
                                                    const access::v1::GetCallerRequest&) {
  const Principal& who = call.principal;
  if (who.rights == nullptr) {
    return Error(absl::StatusCode::kInternal, "RIGHTS_MISSING",
                 "nobody has decided what the principal may do");
  }
  Caller caller;
  caller.set_subject(who.subject);
  caller.set_tenant(absl::StrCat("tenants/", who.tenant.ToString()));
  caller.set_client(who.client);
  if (!who.session.empty()) caller.set_session(absl::StrCat("sessions/", who.session));
  caller.set_actor(who.actor);
  GUANXI_RETURN_IF_ERROR(AddAccount(call, &caller));
  for (const std::string& permission : AllPermissions()) {
    const access::v1::DataScope scope = who.rights->ScopeOf(permission);
    if (scope == access::v1::DATA_SCOPE_UNSPECIFIED) continue;
    caller.add_permissions()->set_pattern(permission);
    caller.mutable_permissions()->rbegin()->set_scope(scope);
  }
  for (const Descriptor* resource : AllResources()) {
    if (Reads(*who.rights, resource)) AddFieldPolicies(*who.rights, resource, &caller);
  }
  return caller;
}

}  // namespace guanxi::directory
