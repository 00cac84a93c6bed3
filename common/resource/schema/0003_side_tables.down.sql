DROP TABLE search_rows;
DROP TABLE custom_values;
DROP TABLE search_keys;
DROP TABLE external_ids;
