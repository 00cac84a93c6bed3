SELECT tenant_id, event_id, resource_id, sequence, changed_fields FROM changes LIMIT 0;
SELECT tenant_id, event_id FROM outbox LIMIT 0;
SELECT tenant_id, request_key, request_hash, response, create_time FROM request_log LIMIT 0;
