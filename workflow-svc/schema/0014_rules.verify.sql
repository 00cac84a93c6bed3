SELECT tenant_id, id, version, live, resource_type, work_calendar_id, state, pause_reason, owner_id,
  department_id, body, personal
FROM automation_rules FORCE INDEX (idx_filter) LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, subject, outcome, body, personal
FROM rule_executions FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
SELECT tenant_id, version FROM rule_versions LIMIT 0;
SELECT tenant_id, rule_id, subject_id, window_key, root_id, fire_time
FROM rule_firings FORCE INDEX (uq_chain) LIMIT 0;
SELECT tenant_id, id, due_time, epoch, attempts, body
FROM rule_queue FORCE INDEX (idx_due_time) LIMIT 0;
SELECT tenant_id, rule_id, failures FROM rule_failures LIMIT 0;
