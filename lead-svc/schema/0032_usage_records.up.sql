-- What customers used of their subscriptions.
CREATE TABLE usage_records (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  product_id BINARY(16) NULL,
  quantity DECIMAL(38,9) NULL,
  end_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_parent_id_end_date (tenant_id, live, parent_id, end_date, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_product_id_end_date (tenant_id, live, product_id, end_date, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
