-- Changes of one record are read in the order in which they were made, also of one version.
ALTER TABLE changes
  ADD KEY idx_changes_order (tenant_id, resource_id, sequence, projection, kind),
  DROP KEY idx_changes_resource;

-- Since when a row of guards is of no use, if its counter is 0: it can go then. NULL: not known.
ALTER TABLE guards
  ADD COLUMN use_time DATETIME(6) NULL,
  ADD KEY idx_guards_use_time (tenant_id, use_time);
