SELECT tenant_id, id, parent_id, version, live, user_id, department_id, access, expire_time,
  create_time, body, personal FROM opportunity_shares FORCE INDEX (idx_department_id) LIMIT 0;
SELECT id FROM opportunities FORCE INDEX (idx_owner_id_create_time) LIMIT 0;
SELECT id FROM opportunities FORCE INDEX (idx_department_id_create_time) LIMIT 0;
