-- What speaks against customers, and what customers say of it.

CREATE TABLE risk_signals (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  severity SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  occur_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_state_occur_time (tenant_id, live, state, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id),
  KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, kind, severity, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN risk_severity SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN risk_signal_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN last_risk_time DATETIME(6) NULL;
