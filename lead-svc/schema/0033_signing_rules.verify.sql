SELECT tenant_id, id, version, live, body, personal FROM signing_rules LIMIT 0;
