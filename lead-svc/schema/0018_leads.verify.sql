SELECT tenant_id, id, version, live, display_name_sort, credit_code, source_id, state, customer_id,
  body, personal FROM leads FORCE INDEX (idx_filter) LIMIT 0;
SELECT id FROM leads FORCE INDEX (idx_state_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, channel, body, personal
FROM lead_sources FORCE INDEX (uq_display_name) LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, user_id, department_id, access, expire_time,
  create_time, body, personal FROM lead_shares FORCE INDEX (idx_department_id) LIMIT 0;
SELECT tenant_id, id, version, live, body, personal
FROM capture_forms FORCE INDEX (idx_display_name_sort) LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, body, personal
FROM touches FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
