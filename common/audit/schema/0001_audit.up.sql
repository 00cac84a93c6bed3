-- What people did that changed no record (those are in changes): exports, refused calls, logins.
-- once_key, where it is set, says what happens at most once: a refusal of one caller by one method in
-- one minute.
CREATE TABLE audit_records (
  tenant_id BINARY(16) NOT NULL,
  event_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  actor VARCHAR(64) NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  method VARCHAR(128) NOT NULL,
  reason VARCHAR(64) NOT NULL,
  record_time DATETIME(6) NOT NULL,
  once_key BINARY(16) NULL,
  PRIMARY KEY (tenant_id, event_id),
  UNIQUE KEY uq_audit_records_once (tenant_id, once_key),
  KEY idx_audit_records_actor (tenant_id, actor, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE changes ADD KEY idx_changes_actor (tenant_id, actor, event_id);
