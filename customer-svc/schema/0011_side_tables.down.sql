-- Tables of their own for customers and contacts, as before.

CREATE TABLE contact_external_ids (
  tenant_id BINARY(16) NOT NULL,
  system VARCHAR(32) NOT NULL,
  value VARCHAR(128) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, system, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO contact_external_ids (tenant_id, system, value, id)
  SELECT tenant_id, system, value, id FROM external_ids WHERE type = 2;

DELETE FROM external_ids WHERE type <> 1;

ALTER TABLE external_ids
  RENAME TO customer_external_ids,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, system, value),
  DROP COLUMN type;

CREATE TABLE contact_keys (
  tenant_id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  digest BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, kind, digest, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

INSERT INTO contact_keys (tenant_id, kind, digest, id)
  SELECT tenant_id, kind, digest, id FROM search_keys WHERE type = 2;

DELETE FROM search_keys WHERE type <> 1;

ALTER TABLE search_keys
  RENAME TO customer_keys,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, kind, digest, id),
  DROP COLUMN type;

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

INSERT INTO contact_custom (tenant_id, id, field_id, text_value, number_value, time_value)
  SELECT tenant_id, id, field_id, text_value, number_value, time_value FROM custom_values WHERE type = 2;

DELETE FROM custom_values WHERE type <> 1;

ALTER TABLE custom_values
  RENAME TO customer_custom,
  RENAME KEY idx_custom_values_text TO idx_customer_custom_text,
  RENAME KEY idx_custom_values_number TO idx_customer_custom_number,
  RENAME KEY idx_custom_values_time TO idx_customer_custom_time,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, id, field_id),
  DROP COLUMN type;

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

INSERT INTO contact_search (tenant_id, id, row_no, text, pinyin, initials, names)
  SELECT tenant_id, id, row_no, text, pinyin, initials, names FROM search_rows WHERE type = 2;

DELETE FROM search_rows WHERE type <> 1;

ALTER TABLE search_rows
  RENAME TO customer_search,
  DROP KEY idx_search_rows_text,
  ADD KEY idx_customer_search_text (tenant_id, text, id, row_no),
  DROP KEY idx_search_rows_pinyin,
  ADD KEY idx_customer_search_pinyin (tenant_id, pinyin, id, row_no),
  DROP KEY idx_search_rows_initials,
  ADD KEY idx_customer_search_initials (tenant_id, initials, id, row_no),
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, id, row_no),
  DROP COLUMN type;
