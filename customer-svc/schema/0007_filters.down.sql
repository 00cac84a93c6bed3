ALTER TABLE contacts DROP COLUMN delete_time;
ALTER TABLE customers
  DROP KEY idx_credit_code_update_time,
  DROP COLUMN delete_time,
  DROP COLUMN parent_organization_id,
  DROP COLUMN credit_code,
  DROP COLUMN city;
