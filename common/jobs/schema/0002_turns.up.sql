-- Turns of tenants, and crashes of workers (common/jobs).
--
-- working: a worker has begun and has not given the operation back. A claim that finds it set counts
-- one crash; progress sets the count to nothing.
ALTER TABLE operations
  ADD COLUMN working TINYINT NOT NULL DEFAULT 0,
  ADD COLUMN crashes INT NOT NULL DEFAULT 0;

-- When a tenant's last turn began: the one that waits longest is next.
CREATE TABLE job_turns (
  tenant_id BINARY(16) NOT NULL,
  turn_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
