-- What sources of leads cost, month by month.
CREATE TABLE fact_source_cost (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  live TINYINT NOT NULL DEFAULT 0,
  shard TINYINT NOT NULL DEFAULT 0,
  stamp BIGINT NOT NULL DEFAULT 0,
  month BIGINT NOT NULL,
  start_date DATE NULL,
  amount DECIMAL(38,9) NULL,
  currency CHAR(3) NULL,
  PRIMARY KEY (tenant_id, id, month),
  KEY idx_fact_source_cost_stamp (shard, stamp)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
