SELECT tenant_id, id, parent_id, version, live, create_time, body, personal
  FROM ticket_attachments FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
