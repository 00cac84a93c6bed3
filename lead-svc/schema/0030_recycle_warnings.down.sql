ALTER TABLE leads
  DROP COLUMN recycle_pool_id,
  DROP COLUMN recycle_time;
