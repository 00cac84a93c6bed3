SELECT tenant_id, id, version, live, create_time, body, personal
  FROM value_rules FORCE INDEX (idx_create_time) LIMIT 0;
