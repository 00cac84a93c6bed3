SELECT tenant_id, id, parent_id, product_id, quantity, end_date, create_time, body
  FROM usage_records FORCE INDEX (idx_parent_id_end_date) LIMIT 0;
SELECT id FROM usage_records FORCE INDEX (idx_product_id_end_date) LIMIT 0;
