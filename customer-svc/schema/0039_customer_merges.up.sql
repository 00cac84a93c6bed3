-- Merges of customers, what sources claim of them, whom is trusted; who is below whom.
CREATE TABLE customer_merges (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  survivor_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  bulk VARCHAR(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_survivor_id_create_time (tenant_id, live, survivor_id, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_bulk_create_time (tenant_id, live, bulk, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE attribute_claims (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  field VARCHAR(64) NOT NULL,
  source VARCHAR(64) NOT NULL,
  as_of_time DATETIME(6) NOT NULL,
  expire_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_as_of_time (tenant_id, live, parent_id, as_of_time, id),
  KEY idx_parent_id_field_as_of_time (tenant_id, live, parent_id, field, as_of_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE trust_orders (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  field VARCHAR(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_field_create_time (tenant_id, live, field, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD KEY idx_parent_organization_id_create_time (tenant_id, live, parent_organization_id,
    create_time, id);
