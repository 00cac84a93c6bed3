SELECT tenant_id, kind, guard_key, counter FROM guards LIMIT 0;
SELECT tenant_id, target_type, target_id, field, source_type, source_id, sequence, value
FROM contributions LIMIT 0;
SELECT sequence, projection FROM changes LIMIT 0;
