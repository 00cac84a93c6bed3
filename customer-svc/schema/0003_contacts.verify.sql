SELECT tenant_id, id, parent_id, version, live, display_name_sort, body, personal FROM contacts
LIMIT 0;
SELECT tenant_id, system, value, id FROM contact_external_ids LIMIT 0;
SELECT tenant_id, kind, digest, id FROM contact_keys LIMIT 0;
SELECT tenant_id, id, field_id, text_value, number_value, time_value FROM contact_custom LIMIT 0;
SELECT tenant_id, id, row_no, text, pinyin, initials, names FROM contact_search LIMIT 0;
