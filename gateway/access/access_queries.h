// The SQL of gateway/access.
#ifndef GUANXI_GATEWAY_ACCESS_ACCESS_QUERIES_H_
#define GUANXI_GATEWAY_ACCESS_ACCESS_QUERIES_H_

#include <vector>

#include "common/db/query.h"

namespace guanxi::access {

// id, code, display_name, secret_hash, grants, active
inline const db::Query kSelectClient{
    "access.select_client",
    "SELECT c.id, c.code, c.display_name, c.secret_hash, c.grants, c.active FROM clients c "
    "JOIN tenants t ON t.tenant_id = c.tenant_id "
    "WHERE c.tenant_id = ? AND c.code = ? AND t.active = 1"};

// id, username, display_name, password_hash, active
inline const db::Query kSelectUser{
    "access.select_user",
    "SELECT u.id, u.username, u.display_name, u.password_hash, u.active FROM users u "
    "JOIN tenants t ON t.tenant_id = u.tenant_id "
    "WHERE u.tenant_id = ? AND u.username = ? AND t.active = 1"};

inline const db::Query kPutTenant{
    "access.put_tenant",
    "INSERT INTO tenants (tenant_id, code, display_name, active, create_time, update_time) "
    "VALUES (?, ?, ?, 1, ?, ?) "
    "ON DUPLICATE KEY UPDATE display_name = VALUES(display_name), "
    "update_time = VALUES(update_time)"};

inline const db::Query kPutUser{
    "access.put_user",
    "INSERT INTO users (tenant_id, id, username, display_name, password_hash, active, "
    "create_time, update_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE display_name = VALUES(display_name), "
    "password_hash = VALUES(password_hash), active = VALUES(active), "
    "update_time = VALUES(update_time)"};

inline const db::Query kPutClient{
    "access.put_client",
    "INSERT INTO clients (tenant_id, id, code, display_name, secret_hash, grants, active, "
    "create_time, update_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE display_name = VALUES(display_name), "
    "secret_hash = VALUES(secret_hash), grants = VALUES(grants), active = VALUES(active), "
    "update_time = VALUES(update_time)"};

// All of them, for the linter.
inline std::vector<db::Query> AllQueries() {
  return {kSelectClient, kSelectUser, kPutTenant, kPutUser, kPutClient};
}

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_ACCESS_QUERIES_H_
