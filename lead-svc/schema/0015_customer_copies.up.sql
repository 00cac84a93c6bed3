-- What opportunities say of their customers, and what that rests on: the customers of customer-svc as
-- far as its events have told of them, deleted ones too. sequence 0: an opportunity names the
-- customer of whom nothing was told yet. check_id: of the last reading anew that found it.
CREATE TABLE customer_copies (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  sequence BIGINT NOT NULL,
  display_name VARCHAR(256) NOT NULL,
  owner_id BINARY(16) NULL,
  grade SMALLINT NOT NULL,
  check_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_customer_copies_partition (partition_no, tenant_id, id, check_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Customers whose opportunities are being told in turns, and up to which one they were.
CREATE TABLE customer_fan_outs (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  after_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE opportunities
  ADD COLUMN customer_display_name VARCHAR(256) NOT NULL DEFAULT '',
  ADD COLUMN customer_owner_id BINARY(16) NULL,
  ADD COLUMN customer_grade SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN projection BIGINT NOT NULL DEFAULT 0,
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, close_date, display_name_sort,
    customer_id, pipeline_id, state, amount, amount_currency, owner_id, department_id,
    customer_owner_id, customer_grade);
