-- What customers say of their opportunities, and what that rests on: the opportunities of lead-svc
-- as far as its events have told of them, deleted ones too. They have versions, so that what is read
-- anew and what events say may come in any order. check_id: of the last reading that found it.

CREATE TABLE opportunity_facts (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  sequence BIGINT NOT NULL,
  live TINYINT NOT NULL,
  customer_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  units BIGINT NOT NULL,
  nanos INT NOT NULL,
  stage_time DATETIME(6) NULL,
  check_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_opportunity_facts_customer (tenant_id, customer_id, live, state, currency, units, nanos,
    stage_time),
  KEY idx_opportunity_facts_partition (partition_no, tenant_id, id, check_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN open_opportunity_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN open_opportunity_amount DECIMAL(38,9) NULL,
  ADD COLUMN open_opportunity_amount_currency CHAR(3) NULL,
  ADD COLUMN won_opportunity_amount DECIMAL(38,9) NULL,
  ADD COLUMN won_opportunity_amount_currency CHAR(3) NULL,
  ADD COLUMN last_stage_change_time DATETIME(6) NULL;
