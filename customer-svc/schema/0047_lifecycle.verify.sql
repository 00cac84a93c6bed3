SELECT tenant_id, id, parent_id, version, live, from_stage, to_stage, stay_seconds, create_time, body, personal FROM lifecycle_records LIMIT 0;
SELECT tenant_id, id, version, live, rule_rank, create_time, update_time, delete_time, body, personal FROM grade_rules LIMIT 0;
SELECT lifecycle_since_time FROM customers LIMIT 0;
