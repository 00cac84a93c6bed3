-- Customers, their side tables and the history of their ownership.

CREATE TABLE customers (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  type SMALLINT NOT NULL,
  display_name VARCHAR(256) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  industry VARCHAR(64) NOT NULL,
  region VARCHAR(64) NOT NULL,
  lifecycle_stage SMALLINT NOT NULL,
  grade SMALLINT NOT NULL,
  source VARCHAR(64) NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_update_time (tenant_id, live, update_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_owner_id_update_time (tenant_id, live, owner_id, update_time, id),
  KEY idx_department_id_update_time (tenant_id, live, department_id, update_time, id),
  KEY idx_lifecycle_stage_update_time (tenant_id, live, lifecycle_stage, update_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE customer_external_ids (
  tenant_id BINARY(16) NOT NULL,
  system VARCHAR(32) NOT NULL,
  value VARCHAR(128) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, system, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Blind index of phones and e-mails: kind 1 phone, 2 its last four digits, 3 e-mail.
CREATE TABLE customer_keys (
  tenant_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  digest BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, kind, digest, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Values of filterable custom fields; one of the three values is set.
CREATE TABLE customer_custom (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  text_value VARCHAR(255) NULL,
  number_value DECIMAL(38,9) NULL,
  time_value DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, id, field_id),
  KEY idx_customer_custom_text (tenant_id, field_id, text_value),
  KEY idx_customer_custom_number (tenant_id, field_id, number_value),
  KEY idx_customer_custom_time (tenant_id, field_id, time_value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Suffix rows of names; see common/search/search_index.h.
CREATE TABLE customer_search (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  row_no TINYINT UNSIGNED NOT NULL,
  text VARBINARY(64) NULL,
  pinyin VARBINARY(16) NULL,
  initials VARBINARY(6) NULL,
  names VARBINARY(2048) NULL,
  PRIMARY KEY (tenant_id, id, row_no),
  KEY idx_customer_search_text (tenant_id, text, id, row_no),
  KEY idx_customer_search_pinyin (tenant_id, pinyin, id, row_no),
  KEY idx_customer_search_initials (tenant_id, initials, id, row_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ownership_records (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
