SELECT tenant_id, id, live, sequence, projection, check_id, shard, stamp, code, display_name,
  category, create_time FROM fact_product FORCE INDEX (idx_fact_product_stamp) LIMIT 0;
SELECT tenant_id, id, live, own_live, shard, stamp, line, owner_id, department_id, customer_id,
  product_id, list_amount, discount_amount, net_amount, currency FROM fact_quote_line
  FORCE INDEX (idx_fact_quote_line_stamp) LIMIT 0;
