-- Pools of customers, and which customers lie in them.

CREATE TABLE pools (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  display_name_claim TINYINT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_display_name (tenant_id, display_name, display_name_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN pool_id BINARY(16) NULL,
  ADD KEY idx_pool_id_update_time (tenant_id, live, pool_id, update_time, id);
