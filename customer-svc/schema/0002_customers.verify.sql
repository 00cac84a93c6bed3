SELECT tenant_id, id, version, live, display_name_sort, owner_id, body, personal FROM customers
LIMIT 0;
SELECT tenant_id, system, value, id FROM customer_external_ids LIMIT 0;
SELECT tenant_id, kind, digest, id FROM customer_keys LIMIT 0;
SELECT tenant_id, id, field_id, text_value, number_value, time_value FROM customer_custom LIMIT 0;
SELECT tenant_id, id, row_no, text, pinyin, initials, names FROM customer_search LIMIT 0;
SELECT tenant_id, id, parent_id, create_time FROM ownership_records LIMIT 0;
