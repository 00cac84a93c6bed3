SELECT tenant_id, id, partition_no, sequence, display_name, owner_id, grade, check_id
  FROM customer_copies FORCE INDEX (idx_customer_copies_partition) LIMIT 0;
SELECT tenant_id, id, after_id FROM customer_fan_outs LIMIT 0;
SELECT customer_display_name, customer_owner_id, customer_grade, projection FROM opportunities
  FORCE INDEX (idx_filter) LIMIT 0;
