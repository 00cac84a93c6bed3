SELECT tenant_id, id, version, live, state, create_time, body, personal FROM directory_tenants LIMIT 0;
SELECT tenant_id, id, login_name, directory_users_login_name_claim, display_name_sort, department_id,
  manager_id, state, body, personal FROM directory_users LIMIT 0;
SELECT tenant_id, id, display_name_sort, parent_department_id, state, body FROM departments LIMIT 0;
SELECT tenant_id, id, code, roles_code_claim, display_name_sort, body FROM roles LIMIT 0;
SELECT tenant_id, id, code, api_clients_code_claim, kind, state, body FROM api_clients LIMIT 0;
SELECT tenant_id, id, user_id, client_id, expire_time, end_time, create_time, body
  FROM sessions FORCE INDEX (idx_end_time) LIMIT 0;
SELECT tenant_id, user_id, password_hash, update_time FROM user_passwords LIMIT 0;
SELECT tenant_id, client_id, slot, secret_hash, create_time, expire_time FROM client_secrets LIMIT 0;
SELECT tenant_id, token_digest, session_id, used, expire_time FROM refresh_tokens LIMIT 0;
SELECT tenant_id, digest, expire_time FROM used_assertions LIMIT 0;
SELECT tenant_id, bucket, expire_time FROM login_buckets LIMIT 0;
