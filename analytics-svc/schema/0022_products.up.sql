-- What is sold, and what quotes ask for it, line by line.
CREATE TABLE fact_product (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  live TINYINT NOT NULL DEFAULT 0,
  sequence BIGINT NOT NULL DEFAULT 0,
  projection BIGINT NOT NULL DEFAULT 0,
  check_id BINARY(16) NOT NULL DEFAULT '',
  shard TINYINT NOT NULL DEFAULT 0,
  stamp BIGINT NOT NULL DEFAULT 0,
  code VARCHAR(64) NULL,
  display_name VARCHAR(256) NULL,
  category VARCHAR(64) NULL,
  create_time DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_fact_product_stamp (shard, stamp)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE fact_quote_line (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  live TINYINT NOT NULL DEFAULT 0,
  own_live TINYINT NOT NULL DEFAULT 0,
  shard TINYINT NOT NULL DEFAULT 0,
  stamp BIGINT NOT NULL DEFAULT 0,
  line BIGINT NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  product_id BINARY(16) NULL,
  list_amount DECIMAL(38,9) NULL,
  discount_amount DECIMAL(38,9) NULL,
  net_amount DECIMAL(38,9) NULL,
  currency CHAR(3) NULL,
  PRIMARY KEY (tenant_id, id, line),
  KEY idx_fact_quote_line_stamp (shard, stamp)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
