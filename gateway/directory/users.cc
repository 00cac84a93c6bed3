#include "gateway/directory/users.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"

namespace guanxi::directory {

using access::v1::User;

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

}  // namespace guanxi::directory
