SELECT recycle_time, recycle_pool_id FROM leads LIMIT 0;
