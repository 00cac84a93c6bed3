SELECT tenant_id, id, version, live, resource_type, field_key, body, personal
FROM field_definitions LIMIT 0;
