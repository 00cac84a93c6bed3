SELECT tenant_id, id, version, live, display_name_sort, tag_group, kind, body, personal FROM tags
LIMIT 0;
