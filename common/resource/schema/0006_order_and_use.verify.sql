SELECT tenant_id, kind, guard_key, counter, use_time FROM guards LIMIT 0;
SELECT tenant_id, resource_id, sequence, projection, kind FROM changes LIMIT 0;
