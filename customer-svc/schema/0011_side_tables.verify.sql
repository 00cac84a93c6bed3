SELECT tenant_id, type, system, value, id FROM external_ids LIMIT 0;
SELECT tenant_id, type, kind, digest, id FROM search_keys LIMIT 0;
SELECT tenant_id, type, id, field_id, text_value, number_value, time_value FROM custom_values
  FORCE INDEX (idx_custom_values_text) LIMIT 0;
SELECT tenant_id, type, id, row_no, text, pinyin, initials, names FROM search_rows
  FORCE INDEX (idx_search_rows_text) LIMIT 0;
