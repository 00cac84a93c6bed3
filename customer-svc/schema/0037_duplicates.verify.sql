SELECT tenant_id, match_key, customer_id FROM match_keys FORCE INDEX (idx_customer_id) LIMIT 0;
SELECT tenant_id, type, learn_time, body FROM duplicate_models LIMIT 0;
SELECT tenant_id, scan_id, kind, first_id, second_id
  FROM duplicate_pairs FORCE INDEX (idx_second_id) LIMIT 0;
SELECT tenant_id, id, version, live, create_time, update_time, delete_time, body, personal
  FROM duplicate_rules FORCE INDEX (idx_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, kind, state, steward_id, create_time, update_time, body
  FROM duplicate_clusters FORCE INDEX (idx_steward_id_create_time) LIMIT 0;
SELECT tenant_id, id, version, live, first_id, second_id, create_time, body
  FROM customer_distinctions FORCE INDEX (idx_second_id_create_time) LIMIT 0;
