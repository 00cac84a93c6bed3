-- Which customers are likely the same: by what they are found, what was learned of them, what scans
-- found and people decided, and rules about what may be made.
CREATE TABLE match_keys (
  tenant_id BINARY(16) NOT NULL,
  match_key BINARY(8) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, match_key, customer_id),
  KEY idx_customer_id (tenant_id, customer_id, match_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duplicate_models (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  learn_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, type)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duplicate_pairs (
  tenant_id BINARY(16) NOT NULL,
  scan_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  first_id BINARY(16) NOT NULL,
  second_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, scan_id, kind, first_id, second_id),
  KEY idx_second_id (tenant_id, scan_id, kind, second_id, first_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duplicate_rules (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE duplicate_clusters (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  steward_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_steward_id_create_time (tenant_id, live, steward_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE customer_distinctions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  first_id BINARY(16) NULL,
  second_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_first_id_create_time (tenant_id, live, first_id, create_time, id),
  KEY idx_second_id_create_time (tenant_id, live, second_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
