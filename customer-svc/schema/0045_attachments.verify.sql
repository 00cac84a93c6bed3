SELECT tenant_id, id, parent_id, grandparent_id, version, live, create_time, body, personal
  FROM attachments FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
