-- More that lists may be filtered by. A credit code of NULL marks a row that was written before: its
-- columns are filled out of its body after this migration (common/resource/fill_columns.h).
ALTER TABLE customers
  ADD COLUMN city VARCHAR(64) NOT NULL DEFAULT '',
  ADD COLUMN credit_code VARCHAR(18) NULL,
  ADD COLUMN parent_organization_id BINARY(16) NULL,
  ADD COLUMN delete_time DATETIME(6) NULL,
  ADD KEY idx_credit_code_update_time (tenant_id, live, credit_code, update_time, id);

-- A deleted contact does not change: it was deleted when it was changed last.
ALTER TABLE contacts ADD COLUMN delete_time DATETIME(6) NULL;

UPDATE contacts SET delete_time = update_time WHERE live = 0;
