-- How customers came from one stage into another, and the rules by which they are graded. Since when
-- a customer is in the stage that he has now is not known of those who came into it before.
CREATE TABLE lifecycle_records (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  from_stage SMALLINT NOT NULL,
  to_stage SMALLINT NOT NULL,
  stay_seconds BIGINT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_to_stage_create_time (tenant_id, live, to_stage, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE grade_rules (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  rule_rank BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_rule_rank (tenant_id, live, rule_rank, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN lifecycle_since_time DATETIME(6) NULL;
