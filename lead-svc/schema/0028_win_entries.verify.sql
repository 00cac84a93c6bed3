SELECT tenant_id, id, parent_id, user_id, create_time, body FROM win_entries
  FORCE INDEX (idx_user_id_create_time) LIMIT 0;
