#include "gateway/directory/users.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "guanxi/access/v1/department.pb.h"
#include "guanxi/access/v1/user.pb.h"

namespace guanxi::directory {

using access::v1::Department;
using access::v1::User;

namespace {

// Services ask for policies every 2 s, and the replica that they ask may have died.
constexpr absl::Duration kHeardOf = absl::Seconds(5);

absl::StatusOr<User> FindUser(db::Transaction& tx, const Uuid& tenant, const Resources& all,
                              absl::string_view name) {
  const resource::ResourceType& type = all.users->type();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName parsed,
                          resource::ParseName(type, name, "name"));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(all.users->select(), {tenant.bytes(), parsed.id.bytes()}));
  if (rows.empty()) return NotFound(type.code(), name);
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, resource::DecodeRow(type, rows[0]));
  return static_cast<const User&>(*row.message);
}

absl::StatusOr<User> FindActiveUser(db::Transaction& tx, const Uuid& tenant, const Resources& all,
                                    absl::string_view name) {
  GUANXI_ASSIGN_OR_RETURN(User user, FindUser(tx, tenant, all, name));
  if (user.has_delete_time() || user.state() != User::ACTIVE) return NotFound("USER", name);
  return user;
}

// The department, or "" if it is closed.
absl::StatusOr<std::string> OpenDepartment(db::Transaction& tx, const Uuid& tenant,
                                           const Resources& all, const std::string& name) {
  if (name.empty()) return name;
  const resource::ResourceType& type = all.departments->type();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName parsed,
                          resource::ParseName(type, name, "department"));
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(all.departments->select(),
                                                         {tenant.bytes(), parsed.id.bytes()}));
  if (rows.empty()) return std::string();
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored row, resource::DecodeRow(type, rows[0]));
  const auto& department = static_cast<const Department&>(*row.message);
  return department.state() == Department::CLOSED ? std::string() : name;
}

}  // namespace

absl::StatusOr<std::string> DepartmentOfHeir(db::Database* database, const Uuid& tenant,
                                             const Resources& all, absl::string_view name,
                                             absl::Time now) {
  User user;
  std::string department;
  GUANXI_RETURN_IF_ERROR(
      database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(user, FindActiveUser(tx, tenant, all, name));
        GUANXI_ASSIGN_OR_RETURN(department, OpenDepartment(tx, tenant, all, user.department()));
        return absl::OkStatus();
      }));
  const absl::Time changed =
      resource::GetTime(User::descriptor()->FindFieldByNumber(User::kUpdateTimeFieldNumber), user);
  if (now - changed < kHeardOf) {
    return Unavailable("USER_NOT_KNOWN_YET", "services may not have heard of the user yet");
  }
  return department;
}

}  // namespace guanxi::directory
