ALTER TABLE customers
  DROP COLUMN recycle_pool_id,
  DROP COLUMN recycle_time;
