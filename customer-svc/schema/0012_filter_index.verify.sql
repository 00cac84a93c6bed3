SELECT id FROM customers FORCE INDEX (idx_filter) LIMIT 0;
SELECT id FROM contacts FORCE INDEX (idx_filter) LIMIT 0;
