-- Which record an event is of, and where among its others: what the relay goes by, so that a
-- record's events leave in their order (that of idx_changes_order). Rows that an older binary writes
-- have none of it (resource_id all zero); the relay reads it from `changes`.
ALTER TABLE outbox
  ADD COLUMN resource_id BINARY(16) NOT NULL DEFAULT '',
  ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN projection BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN kind SMALLINT NOT NULL DEFAULT 0,
  ADD KEY idx_outbox_resource (tenant_id, resource_id, sequence, projection, kind, event_id);
