SELECT recycle_time, recycle_pool_id FROM customers LIMIT 0;
