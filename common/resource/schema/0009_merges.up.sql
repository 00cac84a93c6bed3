-- Records that were merged into others: where their names lead, what was moved, what is to be.
CREATE TABLE merged_names (
  tenant_id BINARY(16) NOT NULL,
  collection VARCHAR(64) NOT NULL,
  id BINARY(16) NOT NULL,
  into_id BINARY(16) NOT NULL,
  merge_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, collection, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE merge_moves (
  tenant_id BINARY(16) NOT NULL,
  merge_id BINARY(16) NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  id BINARY(16) NOT NULL,
  field VARCHAR(128) NOT NULL,
  from_id BINARY(16) NOT NULL,
  into_id BINARY(16) NOT NULL,
  names VARBINARY(4096) NOT NULL,
  undone TINYINT NOT NULL,
  PRIMARY KEY (tenant_id, merge_id, resource_type, id, field),
  KEY idx_merge_moves_left (tenant_id, merge_id, from_id, undone),
  KEY idx_merge_moves_id (tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE merge_turns (
  tenant_id BINARY(16) NOT NULL,
  merge_id BINARY(16) NOT NULL,
  record_id BINARY(16) NOT NULL,
  into_id BINARY(16) NOT NULL,
  undoes TINYINT NOT NULL,
  actor VARCHAR(64) NOT NULL,
  again_time DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, merge_id, record_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
