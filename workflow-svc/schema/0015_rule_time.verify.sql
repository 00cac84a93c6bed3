SELECT tenant_id, rule_id, subject_id, window_key, keep_until
FROM rule_firings FORCE INDEX (idx_keep_until) LIMIT 0;
SELECT tenant_id, rule_id, subject_id, counted, times, expire_time
FROM rule_counts FORCE INDEX (idx_expire_time) LIMIT 0;
SELECT outcome, create_time FROM rule_executions FORCE INDEX (idx_outcome_create_time) LIMIT 0;
