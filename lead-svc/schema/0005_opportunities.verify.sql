SELECT tenant_id, id, version, live, display_name_sort, stage, state, body, personal
FROM opportunities LIMIT 0;
