SELECT tenant_id, id, parent_id, version, live, display_name_sort, body, personal FROM contacts
LIMIT 0;
