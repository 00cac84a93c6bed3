SELECT city, credit_code, parent_organization_id, delete_time FROM customers
  FORCE INDEX (idx_credit_code_update_time) LIMIT 0;
SELECT delete_time FROM contacts LIMIT 0;
