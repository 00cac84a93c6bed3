-- The event log of a service, and what its consumers remember (common/events). Rows of the service
-- itself have a tenant_id that is all zero.

-- The log: one row. Who holds the lease gives positions, under its epoch.
CREATE TABLE event_logs (
  tenant_id BINARY(16) NOT NULL,
  log_id BINARY(16) NOT NULL,
  lease_owner VARCHAR(128) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO event_logs (tenant_id, log_id, lease_owner, lease_until, epoch)
  VALUES ('', UNHEX(REPLACE(UUID(), '-', '')), '', '2000-01-01 00:00:00', 0);

-- head: the last position that was given; trimmed: positions up to here were removed.
CREATE TABLE event_partitions (
  tenant_id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  head BIGINT NOT NULL,
  trimmed BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, partition_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO event_partitions (tenant_id, partition_no, head, trimmed) VALUES
  ('', 0, 0, 0), ('', 1, 0, 0), ('', 2, 0, 0), ('', 3, 0, 0),
  ('', 4, 0, 0), ('', 5, 0, 0), ('', 6, 0, 0), ('', 7, 0, 0),
  ('', 8, 0, 0), ('', 9, 0, 0), ('', 10, 0, 0), ('', 11, 0, 0),
  ('', 12, 0, 0), ('', 13, 0, 0), ('', 14, 0, 0), ('', 15, 0, 0);

-- One row for each event; what it says is its change row. bytes: of that row's messages.
CREATE TABLE event_log (
  tenant_id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  position BIGINT NOT NULL,
  event_id BINARY(16) NOT NULL,
  bytes INT NOT NULL,
  publish_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, partition_no, position),
  KEY idx_event_log_position (partition_no, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far the consumers in other services have come, as they say. behind: of the partition's head
-- at that time.
CREATE TABLE event_readers (
  tenant_id BINARY(16) NOT NULL,
  consumer VARCHAR(64) NOT NULL,
  partition_no TINYINT NOT NULL,
  log_id BINARY(16) NOT NULL,
  position BIGINT NOT NULL,
  behind BIGINT NOT NULL,
  report_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, consumer, partition_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How far this service's own consumers have come in the logs of others. log_id all zero: nothing
-- was read yet.
CREATE TABLE event_cursors (
  tenant_id BINARY(16) NOT NULL,
  consumer VARCHAR(64) NOT NULL,
  partition_no TINYINT NOT NULL,
  log_id BINARY(16) NOT NULL,
  position BIGINT NOT NULL,
  lease_owner VARCHAR(128) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, consumer, partition_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Events that a consumer could not take, and those of the same records behind them.
CREATE TABLE dead_letters (
  tenant_id BINARY(16) NOT NULL,
  consumer VARCHAR(64) NOT NULL,
  resource_id BINARY(16) NOT NULL,
  sequence BIGINT NOT NULL,
  projection BIGINT NOT NULL,
  event_id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  reason VARCHAR(64) NOT NULL,
  park_time DATETIME(6) NOT NULL,
  event MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, consumer, resource_id, sequence, projection, event_id),
  KEY idx_dead_letters_partition (consumer, partition_no, tenant_id, resource_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
