-- Files in pieces (common/files).
-- A service that has files links to this file from its own schema folder, under its next number.
CREATE TABLE files (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  owner VARCHAR(64) NOT NULL,
  file_name VARCHAR(255) NOT NULL,
  content_type VARCHAR(255) NOT NULL,
  complete TINYINT NOT NULL,
  size BIGINT NOT NULL,
  sha256 VARBINARY(32) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_files_expire_time (expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- `start` is the offset of the piece's first byte; pieces follow each other without gaps.
CREATE TABLE file_chunks (
  tenant_id BINARY(16) NOT NULL,
  file_id BINARY(16) NOT NULL,
  start BIGINT NOT NULL,
  data MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, file_id, start)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
