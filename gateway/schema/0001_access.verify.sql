SELECT tenant_id, code, display_name, active, create_time, update_time FROM tenants LIMIT 0;
SELECT tenant_id, id, username, display_name, password_hash, active, create_time, update_time
  FROM users LIMIT 0;
SELECT tenant_id, id, code, display_name, secret_hash, grants, active, create_time, update_time
  FROM clients LIMIT 0;
