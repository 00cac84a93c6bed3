-- What contracts say of the risks of their customers. customer_risks: the signals of customer-svc,
-- as its events tell of them; is_over: neither open nor acknowledged. customer_risk_turns:
-- customers of whom contracts behind after_id are told yet.

CREATE TABLE customer_risks (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  partition_no SMALLINT NOT NULL,
  sequence BIGINT NOT NULL,
  severity SMALLINT NOT NULL,
  is_over TINYINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_customer_risks_customer (tenant_id, customer_id, is_over, severity),
  KEY idx_customer_risks_partition (partition_no, sequence)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE customer_risk_turns (
  tenant_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  after_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE contracts
  ADD COLUMN projection BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN customer_risk_severity SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN customer_risk_count BIGINT NOT NULL DEFAULT 0;
