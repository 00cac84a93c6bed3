DROP TABLE file_usage;
UPDATE files SET expire_time = create_time WHERE expire_time IS NULL;
ALTER TABLE files
  DROP KEY idx_files_operation,
  DROP COLUMN operation_id,
  DROP COLUMN is_result,
  MODIFY COLUMN expire_time DATETIME(6) NOT NULL,
  ADD COLUMN sha256 VARBINARY(32) NOT NULL DEFAULT '',
  CHANGE COLUMN state complete TINYINT NOT NULL;
