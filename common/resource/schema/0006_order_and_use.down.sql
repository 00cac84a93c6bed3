ALTER TABLE guards DROP KEY idx_guards_use_time, DROP COLUMN use_time;
ALTER TABLE changes
  ADD KEY idx_changes_resource (tenant_id, resource_id, sequence),
  DROP KEY idx_changes_order;
