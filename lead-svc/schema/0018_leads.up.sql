-- Leads, where they come from, and who else may see or change them.

CREATE TABLE leads (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(256) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  credit_code VARCHAR(18) NOT NULL,
  industry VARCHAR(64) NOT NULL,
  region VARCHAR(64) NOT NULL,
  source_id BINARY(16) NULL,
  attribution_state VARCHAR(128) NULL,
  state SMALLINT NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_update_time (tenant_id, live, update_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_owner_id_update_time (tenant_id, live, owner_id, update_time, id),
  KEY idx_department_id_update_time (tenant_id, live, department_id, update_time, id),
  KEY idx_state_update_time (tenant_id, live, state, update_time, id),
  KEY idx_source_id_update_time (tenant_id, live, source_id, update_time, id),
  KEY idx_customer_id_update_time (tenant_id, live, customer_id, update_time, id),
  KEY idx_credit_code_update_time (tenant_id, live, credit_code, update_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, state,
    source_id, industry, region, owner_id, department_id, customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_sources (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  channel SMALLINT NOT NULL,
  display_name_claim TINYINT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_display_name (tenant_id, display_name, display_name_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE lead_shares (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  user_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  access SMALLINT NOT NULL,
  expire_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_user_id (tenant_id, live, user_id, parent_id),
  KEY idx_department_id (tenant_id, live, department_id, parent_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What is asked of people who come in, and what they said.

CREATE TABLE capture_forms (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE touches (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  attribution_state VARCHAR(128) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
