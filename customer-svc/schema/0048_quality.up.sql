-- What customers are to say of themselves, what they say of how much of it they have, and since when
-- their values are as they are: when one was changed, or confirmed, last. A field without a row was
-- not looked at yet.
CREATE TABLE quality_policies (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  policy_rank BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_policy_rank (tenant_id, live, policy_rank, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE value_times (
  tenant_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  field VARCHAR(96) NOT NULL,
  as_of_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, field)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN completeness BIGINT NULL,
  ADD COLUMN missing_fields VARCHAR(1024) NOT NULL DEFAULT '',
  ADD COLUMN stale_fields VARCHAR(1024) NOT NULL DEFAULT '',
  ADD KEY idx_completeness (tenant_id, live, completeness, id),
  ADD KEY idx_owner_id_completeness (tenant_id, live, owner_id, completeness, id);
