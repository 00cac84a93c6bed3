SELECT tenant_id, id, version, live, display_name, display_name_sort, end_date, owner_id,
  department_id, create_time, body, personal
  FROM targets FORCE INDEX (idx_department_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, display_name, display_name_sort, owner_id, department_id,
  create_time, update_time, body, personal
  FROM dashboards FORCE INDEX (idx_department_id_create_time) LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, user_id, department_id, access, expire_time,
  create_time, body, personal
  FROM dashboard_shares FORCE INDEX (idx_department_id) LIMIT 0;
