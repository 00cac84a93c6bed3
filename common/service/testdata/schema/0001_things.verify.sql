SELECT tenant_id, id FROM things LIMIT 0;
