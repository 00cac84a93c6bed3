SELECT tenant_id, kind, id, partition_no, sequence, live, is_open, customer_id, via_kind, via_id,
  holder_kind, holder_id, owner_id, department_id, rank_time, change_time, check_id, body
  FROM related_records FORCE INDEX (idx_related_records_customer) LIMIT 0;
SELECT check_id FROM related_records FORCE INDEX (idx_related_records_partition) LIMIT 0;
