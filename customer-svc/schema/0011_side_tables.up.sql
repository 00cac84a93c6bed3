-- One set of side tables for all resources of the schema: `type` is the number of the resource's type
-- (guanxi.metadata.v1.ResourceRules.number): 1 customers, 2 contacts.

ALTER TABLE customer_external_ids
  RENAME TO external_ids,
  ADD COLUMN type SMALLINT NOT NULL DEFAULT 1 AFTER tenant_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, type, system, value);
ALTER TABLE external_ids ALTER COLUMN type DROP DEFAULT;

INSERT INTO external_ids (tenant_id, type, system, value, id)
  SELECT tenant_id, 2, system, value, id FROM contact_external_ids;

DROP TABLE contact_external_ids;

-- Blind index of phones and e-mails: kind 1 phone, 2 its last four digits, 3 e-mail.
ALTER TABLE customer_keys
  RENAME TO search_keys,
  ADD COLUMN type SMALLINT NOT NULL DEFAULT 1 AFTER tenant_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, type, kind, digest, id);
ALTER TABLE search_keys ALTER COLUMN type DROP DEFAULT;

INSERT INTO search_keys (tenant_id, type, kind, digest, id)
  SELECT tenant_id, 2, kind, digest, id FROM contact_keys;

DROP TABLE contact_keys;

-- A definition is of one type: its values need no type to be found by.
ALTER TABLE customer_custom
  RENAME TO custom_values,
  ADD COLUMN type SMALLINT NOT NULL DEFAULT 1 AFTER tenant_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, type, id, field_id),
  RENAME KEY idx_customer_custom_text TO idx_custom_values_text,
  RENAME KEY idx_customer_custom_number TO idx_custom_values_number,
  RENAME KEY idx_customer_custom_time TO idx_custom_values_time;
ALTER TABLE custom_values ALTER COLUMN type DROP DEFAULT;

INSERT INTO custom_values (tenant_id, type, id, field_id, text_value, number_value, time_value)
  SELECT tenant_id, 2, id, field_id, text_value, number_value, time_value FROM contact_custom;

DROP TABLE contact_custom;

ALTER TABLE customer_search
  RENAME TO search_rows,
  ADD COLUMN type SMALLINT NOT NULL DEFAULT 1 AFTER tenant_id,
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (tenant_id, type, id, row_no),
  DROP KEY idx_customer_search_text,
  DROP KEY idx_customer_search_pinyin,
  DROP KEY idx_customer_search_initials,
  ADD KEY idx_search_rows_text (tenant_id, type, text, id, row_no),
  ADD KEY idx_search_rows_pinyin (tenant_id, type, pinyin, id, row_no),
  ADD KEY idx_search_rows_initials (tenant_id, type, initials, id, row_no);
ALTER TABLE search_rows ALTER COLUMN type DROP DEFAULT;

INSERT INTO search_rows (tenant_id, type, id, row_no, text, pinyin, initials, names)
  SELECT tenant_id, 2, id, row_no, text, pinyin, initials, names FROM contact_search;

DROP TABLE contact_search;
