SELECT tenant_id, event_id, resource_id, sequence, projection, kind FROM outbox
  FORCE INDEX (idx_outbox_resource) LIMIT 0;
