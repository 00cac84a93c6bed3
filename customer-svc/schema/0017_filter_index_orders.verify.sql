SELECT next_follow_up_time FROM customers FORCE INDEX (idx_filter) LIMIT 0;
