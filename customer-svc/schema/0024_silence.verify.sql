SELECT automatic FROM interactions FORCE INDEX (idx_filter) LIMIT 0;
SELECT silent_since_time, dedicated_id FROM customers
  FORCE INDEX (idx_owner_id_silent_since_time) LIMIT 0;
