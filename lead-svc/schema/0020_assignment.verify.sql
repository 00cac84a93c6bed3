SELECT tenant_id, id, version, live, body, personal
FROM assignment_rules FORCE INDEX (idx_rule_order) LIMIT 0;
SELECT tenant_id, rule_id, user_id, turn FROM assignment_turns LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, body, personal
FROM assignment_decisions FORCE INDEX (idx_parent_id_create_time) LIMIT 0;
