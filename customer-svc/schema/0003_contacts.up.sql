-- Contacts and their side tables.

CREATE TABLE contacts (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  decision_role SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_parent_id_display_name_sort (tenant_id, live, parent_id, display_name_sort, id),
  KEY idx_update_time (tenant_id, live, update_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE contact_external_ids (
  tenant_id BINARY(16) NOT NULL,
  system VARCHAR(32) NOT NULL,
  value VARCHAR(128) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, system, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Blind index of phones and e-mails: kind 1 phone, 2 its last four digits, 3 e-mail.
CREATE TABLE contact_keys (
  tenant_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  digest BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, kind, digest, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Values of filterable custom fields; one of the three values is set.
CREATE TABLE contact_custom (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  text_value VARCHAR(255) NULL,
  number_value DECIMAL(38,9) NULL,
  time_value DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, id, field_id),
  KEY idx_contact_custom_text (tenant_id, field_id, text_value),
  KEY idx_contact_custom_number (tenant_id, field_id, number_value),
  KEY idx_contact_custom_time (tenant_id, field_id, time_value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Suffix rows of names; see common/search/search_index.h.
CREATE TABLE contact_search (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  row_no TINYINT UNSIGNED NOT NULL,
  text VARBINARY(64) NULL,
  pinyin VARBINARY(16) NULL,
  initials VARBINARY(6) NULL,
  names VARBINARY(2048) NULL,
  PRIMARY KEY (tenant_id, id, row_no),
  KEY idx_contact_search_text (tenant_id, text, id, row_no),
  KEY idx_contact_search_pinyin (tenant_id, pinyin, id, row_no),
  KEY idx_contact_search_initials (tenant_id, initials, id, row_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
