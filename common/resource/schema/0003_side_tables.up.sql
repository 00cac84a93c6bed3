-- Rows beside those of resources, of all types of the schema: `type` is the number of the resource's
-- type (guanxi.metadata.v1.ResourceRules.number). See common/resource/side_rows.h, common/search.

CREATE TABLE external_ids (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  system VARCHAR(32) NOT NULL,
  value VARCHAR(128) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, type, system, value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Blind index of phones and e-mails: kind 1 phone, 2 its last four digits, 3 e-mail.
CREATE TABLE search_keys (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  kind TINYINT NOT NULL,
  digest BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, type, kind, digest, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Values of filterable custom fields; one of the three values is set. A definition is of one type.
CREATE TABLE custom_values (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  id BINARY(16) NOT NULL,
  field_id BINARY(16) NOT NULL,
  text_value VARCHAR(255) NULL,
  number_value DECIMAL(38,9) NULL,
  time_value DATETIME(6) NULL,
  PRIMARY KEY (tenant_id, type, id, field_id),
  KEY idx_custom_values_text (tenant_id, field_id, text_value),
  KEY idx_custom_values_number (tenant_id, field_id, number_value),
  KEY idx_custom_values_time (tenant_id, field_id, time_value)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE search_rows (
  tenant_id BINARY(16) NOT NULL,
  type SMALLINT NOT NULL,
  id BINARY(16) NOT NULL,
  row_no TINYINT UNSIGNED NOT NULL,
  text VARBINARY(64) NULL,
  pinyin VARBINARY(16) NULL,
  initials VARBINARY(6) NULL,
  names VARBINARY(2048) NULL,
  PRIMARY KEY (tenant_id, type, id, row_no),
  KEY idx_search_rows_text (tenant_id, type, text, id, row_no),
  KEY idx_search_rows_pinyin (tenant_id, type, pinyin, id, row_no),
  KEY idx_search_rows_initials (tenant_id, type, initials, id, row_no)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
