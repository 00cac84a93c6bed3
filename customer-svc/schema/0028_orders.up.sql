-- Orders, and those of them that are purchases, by customer: what the customer's sums rest on.
CREATE TABLE orders (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  number VARCHAR(64) NOT NULL,
  order_date DATE NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_order_date (tenant_id, live, parent_id, order_date, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_state_order_date (tenant_id, live, state, order_date, id),
  KEY idx_number_create_time (tenant_id, live, number, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE order_facts (
  tenant_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  order_date DATE NOT NULL,
  currency VARCHAR(3) NOT NULL,
  amount DECIMAL(38,9) NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN order_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN order_amount DECIMAL(38,9) NULL,
  ADD COLUMN order_amount_currency CHAR(3) NULL,
  ADD COLUMN first_order_date DATE NULL,
  ADD COLUMN last_order_date DATE NULL;
