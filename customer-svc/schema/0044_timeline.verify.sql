SELECT tenant_id, customer_id, kind, occur_time, id, record_id, is_first, actor, body
  FROM timeline_entries FORCE INDEX (idx_timeline_entries_record) LIMIT 0;
