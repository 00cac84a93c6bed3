-- Whose files are, how long they live, and what they use (common/files).
--
-- state: 0 is being written, 1 can be read, 2 is being deleted: nothing is appended any more.
-- operation_id: the operation that needs the file; expire_time is NULL until that has ended.
-- is_result: outlives its operation, to be downloaded.
ALTER TABLE files
  CHANGE COLUMN complete state TINYINT NOT NULL,
  DROP COLUMN sha256,
  MODIFY COLUMN expire_time DATETIME(6) NULL,
  ADD COLUMN operation_id BINARY(16) NULL,
  ADD COLUMN is_result TINYINT NOT NULL DEFAULT 0,
  ADD KEY idx_files_operation (tenant_id, operation_id);

-- The sums over a tenant's files: what its quota is compared with.
CREATE TABLE file_usage (
  tenant_id BINARY(16) NOT NULL,
  bytes BIGINT NOT NULL,
  files BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO file_usage (tenant_id, bytes, files)
  SELECT tenant_id, SUM(size), COUNT(*) FROM files GROUP BY tenant_id;
