SELECT tenant_id, id, version, live, body, personal
FROM pools FORCE INDEX (uq_display_name) LIMIT 0;
SELECT pool_id FROM customers FORCE INDEX (idx_pool_id_update_time) LIMIT 0;
