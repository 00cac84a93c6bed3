SELECT survivor_id, state, bulk, create_time FROM customer_merges LIMIT 0;
SELECT parent_id, field, source, as_of_time, expire_time, create_time FROM attribute_claims LIMIT 0;
SELECT field, create_time FROM trust_orders LIMIT 0;
