SELECT root_id, depth FROM customer_fan_outs LIMIT 0;
