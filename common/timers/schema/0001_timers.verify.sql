SELECT tenant_id, kind, timer_key, partition_no, due_time, next_time, attempts, generation, payload
  FROM timers FORCE INDEX (idx_timers_next) LIMIT 0;
SELECT tenant_id FROM timers FORCE INDEX (idx_timers_tenant) LIMIT 0;
