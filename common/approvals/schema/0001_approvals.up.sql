-- Events of approvals that came before it was stored which approval they are of (common/approvals).
-- A service whose records are approved links to this file from its own schema folder, under its
-- next number.
CREATE TABLE approval_early_events (
  tenant_id BINARY(16) NOT NULL,
  subject VARBINARY(192) NOT NULL,
  instance_id BINARY(16) NOT NULL,
  position BIGINT NOT NULL,
  fact VARBINARY(64) NOT NULL,
  payload MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, subject, instance_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
