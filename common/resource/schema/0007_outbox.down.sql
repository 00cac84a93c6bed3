ALTER TABLE outbox
  DROP KEY idx_outbox_resource,
  DROP COLUMN kind,
  DROP COLUMN projection,
  DROP COLUMN sequence,
  DROP COLUMN resource_id;
