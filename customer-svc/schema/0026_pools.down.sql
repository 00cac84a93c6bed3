ALTER TABLE customers
  DROP KEY idx_pool_id_update_time,
  DROP COLUMN pool_id;
DROP TABLE pools;
