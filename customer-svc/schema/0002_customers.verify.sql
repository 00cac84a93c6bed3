SELECT tenant_id, id, version, live, display_name_sort, owner_id, body, personal FROM customers
LIMIT 0;
SELECT tenant_id, id, parent_id, create_time FROM ownership_records LIMIT 0;
