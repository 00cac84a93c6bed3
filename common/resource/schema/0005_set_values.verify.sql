SELECT tenant_id, type, field, value, live, id FROM set_values
  FORCE INDEX (idx_set_values_id) LIMIT 0;
