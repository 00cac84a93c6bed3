-- What customers say of their contracts, and what that rests on: the contracts of lead-svc as far as
-- its events have told of them. As opportunity_facts.
CREATE TABLE contract_facts (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  partition_no TINYINT NOT NULL,
  sequence BIGINT NOT NULL,
  customer_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  currency VARCHAR(3) NOT NULL,
  amount DECIMAL(38,9) NOT NULL,
  received DECIMAL(38,9) NOT NULL,
  change_time DATETIME(6) NULL,
  check_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_contract_facts_customer (tenant_id, customer_id, state, currency, amount, received,
    change_time),
  KEY idx_contract_facts_partition (partition_no, tenant_id, id, check_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN contracted_amount DECIMAL(38,9) NULL,
  ADD COLUMN contracted_amount_currency CHAR(3) NULL,
  ADD COLUMN received_amount DECIMAL(38,9) NULL,
  ADD COLUMN received_amount_currency CHAR(3) NULL,
  ADD COLUMN contracts_as_of DATETIME(6) NULL;
