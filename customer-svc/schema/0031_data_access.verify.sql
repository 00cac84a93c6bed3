SELECT tenant_id, id, version, live, role_id, create_time, update_time, delete_time, body, personal
FROM data_access_limits LIMIT 0;
SELECT tenant_id, id, version, live, owner_id, department_id, create_time, body, personal
FROM data_access_requests LIMIT 0;
