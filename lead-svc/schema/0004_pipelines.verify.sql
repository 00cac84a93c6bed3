SELECT tenant_id, id, version, live, display_name_sort, body, personal FROM pipelines LIMIT 0;
SELECT tenant_id, id, parent_id, version, live, display_name_sort, body, personal FROM stages
LIMIT 0;
