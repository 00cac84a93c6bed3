-- Long-running operations and schedules (common/jobs).
-- A service that has such work links to this file from its own schema folder, under its next number.
--
-- An operation is active until it is done. It may be claimed when lease_until has passed; each
-- claim raises the epoch, and every write of a claimant names its epoch.
CREATE TABLE operations (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  subject VARCHAR(64) NOT NULL,
  client VARCHAR(64) NOT NULL,
  request_id VARCHAR(36) NULL,
  request_hash BINARY(32) NOT NULL,
  request MEDIUMBLOB NOT NULL,
  checkpoint MEDIUMBLOB NOT NULL,
  metadata MEDIUMBLOB NOT NULL,
  cancel_requested TINYINT NOT NULL,
  done TINYINT NOT NULL,
  result MEDIUMBLOB NOT NULL,
  lease_owner VARCHAR(128) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  attempts INT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  expire_time DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_operations_request_id (tenant_id, subject, kind, request_id),
  KEY idx_operations_subject (tenant_id, subject, id),
  KEY idx_operations_active (tenant_id, done),
  KEY idx_operations_lease (done, lease_until, tenant_id, id),
  KEY idx_operations_expire_time (expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Periodic work of the service itself: tenant_id is all zero.
CREATE TABLE schedules (
  tenant_id BINARY(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  next_time DATETIME(6) NOT NULL,
  lease_owner VARCHAR(128) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
