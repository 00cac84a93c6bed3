-- When a pool may take a customer back, of which its owner is warned, and which pool.

ALTER TABLE customers
  ADD COLUMN recycle_time DATETIME(6) NULL,
  ADD COLUMN recycle_pool_id BINARY(16) NULL;
