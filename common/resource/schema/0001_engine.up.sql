-- What every write of the resource engine also writes.

-- One row for each change of a resource: audit record and event payload. Never deleted.
CREATE TABLE changes (
  tenant_id BINARY(16) NOT NULL,
  event_id BINARY(16) NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  resource_id BINARY(16) NOT NULL,
  sequence BIGINT NOT NULL,
  kind TINYINT NOT NULL,
  actor VARCHAR(64) NOT NULL,
  root_id BINARY(16) NOT NULL,
  depth INT NOT NULL,
  change_time DATETIME(6) NOT NULL,
  changed_fields VARCHAR(2048) NOT NULL,
  before_body MEDIUMBLOB NOT NULL,
  after_body MEDIUMBLOB NOT NULL,
  before_personal MEDIUMBLOB NOT NULL,
  after_personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, event_id),
  KEY idx_changes_resource (tenant_id, resource_id, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Changes that are yet to be published.
CREATE TABLE outbox (
  tenant_id BINARY(16) NOT NULL,
  event_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Requests that were done, with their answers, for 7 days.
CREATE TABLE request_log (
  tenant_id BINARY(16) NOT NULL,
  request_key BINARY(32) NOT NULL,
  request_hash BINARY(32) NOT NULL,
  response MEDIUMBLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, request_key),
  KEY idx_request_log_create_time (tenant_id, create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
