-- Timers (common/timers). A service that has any links to this file from its own schema folder,
-- under its next number.
--
-- partition_no: whose lease fires it. next_time: when; its due_time, or later once its handler has
-- failed. generation: how often it was armed; it fires only as it was read.
CREATE TABLE timers (
  tenant_id BINARY(16) NOT NULL,
  kind VARCHAR(32) NOT NULL,
  timer_key VARBINARY(255) NOT NULL,
  partition_no TINYINT NOT NULL,
  due_time DATETIME(6) NOT NULL,
  next_time DATETIME(6) NOT NULL,
  attempts INT NOT NULL,
  generation BIGINT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (tenant_id, kind, timer_key),
  KEY idx_timers_next (partition_no, next_time),
  KEY idx_timers_tenant (tenant_id, partition_no, next_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
