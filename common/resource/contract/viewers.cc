#include "common/resource/contract/viewers.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/resource/contract/caller.h"

namespace guanxi::contract {
namespace {

using access::v1::FieldPolicy;
using access::v1::PolicySnapshot;

access::v1::RoleRights* AddUser(const std::string& user, PolicySnapshot* snapshot,
                                access::v1::DataScope scope = access::v1::ALL,
                                const std::string& department = "") {
  auto* const role = snapshot->add_roles();
  role->set_name(absl::StrCat("roles/", user));
  auto* const all = role->add_permissions();
  all->set_pattern("*");
  all->set_scope(scope);
  auto* const rights = snapshot->add_users();
  rights->set_name(UserName(user));
  if (!department.empty()) rights->set_department(DepartmentName(department));
  rights->add_roles(role->name());
  rights->set_active(true);
  return role;
}

void AddDepartment(const std::string& name, const std::string& above, PolicySnapshot* snapshot) {
  auto* const department = snapshot->add_departments();
  department->set_name(DepartmentName(name));
  if (!above.empty()) department->set_parent(DepartmentName(above));
  department->set_active(true);
}

void Unmask(access::v1::RoleRights* role) {
  for (int i = metadata::v1::PersonalData_MIN; i <= metadata::v1::PersonalData_MAX; ++i) {
    if (metadata::v1::PersonalData_IsValid(i)) {
      role->add_unmasks(static_cast<metadata::v1::PersonalData>(i));
    }
  }
}

void Veil(const resource::ResourceType& type, FieldPolicy::Access access,
          access::v1::RoleRights* role) {
  for (int i = 0; i < type.descriptor()->field_count(); ++i) {
    const auto* const field = type.descriptor()->field(i);
    if (!IsVeiled(field)) continue;
    auto* const policy = role->add_field_policies();
    policy->set_resource_type(type.full_type());
    policy->set_path(field->name());
    policy->set_access(access);
  }
}

}  // namespace

std::string UserName(const std::string& user) {
  return PrincipalOf(absl::StrCat("any/", user)).subject;
}

std::string DepartmentName(const std::string& department) {
  return absl::StrCat("departments/", DeriveUuid("departments", department).ToString());
}

bool IsVeiled(const google::protobuf::FieldDescriptor* field) {
  const std::string& name = field->name();
  return name != "name" && name != "etag" && name != "create_time" && name != "update_time" &&
         name != "delete_time";
}

policy::PolicyStore::Fetch PoliciesOf(const std::vector<const resource::Resource*>& resources) {
  PolicySnapshot snapshot;
  snapshot.set_version(1);
  Unmask(AddUser(kSeer, &snapshot));
  auto* const blind = AddUser(kBlind, &snapshot);
  auto* const half = AddUser(kHalf, &snapshot);
  for (const resource::Resource* resource : resources) {
    Veil(resource->type(), FieldPolicy::HIDDEN, blind);
    Veil(resource->type(), FieldPolicy::MASKED, half);
  }
  for (const Relation& one : kRelations) {
    Unmask(AddUser(one.user, &snapshot, one.scope, one.department));
  }
  AddDepartment("top", "", &snapshot);
  AddDepartment("middle", "top", &snapshot);
  AddDepartment("low", "middle", &snapshot);
  for (const char* name : {"beside", "sharing"}) AddDepartment(name, "", &snapshot);
  for (const char* side : {"a", "b"}) {  // as Subject::Target names them
    auto* const user = snapshot.add_users();
    user->set_name(absl::StrCat("users/", DeriveUuid("users", side).ToString()));
    user->set_active(true);
    AddDepartment(side, "", &snapshot);
  }
  // As samples of shares name them.
  for (const char* id :
       {"0196b0a0-0000-7000-8000-000000000001", "0196b0a0-0000-7000-8000-000000000002"}) {
    auto* const user = snapshot.add_users();
    user->set_name(absl::StrCat("users/", id));
    user->set_active(true);
  }
  for (const char* id :
       {"0196b0a0-0000-7000-8000-000000000003", "0196b0a0-0000-7000-8000-000000000004"}) {
    auto* const department = snapshot.add_departments();
    department->set_name(absl::StrCat("departments/", id));
    department->set_active(true);
  }
  return [snapshot](const Uuid& tenant,
                    int64_t known) -> absl::StatusOr<access::v1::GetPolicySnapshotResponse> {
    access::v1::GetPolicySnapshotResponse response;
    response.set_unchanged(known == snapshot.version());
    if (response.unchanged()) return response;
    *response.mutable_snapshot() = snapshot;
    response.mutable_snapshot()->set_tenant(tenant.ToString());
    return response;
  };
}

}  // namespace guanxi::contract
