SELECT tenant_id, subject, instance_id, position, fact, payload FROM approval_early_events LIMIT 0;
