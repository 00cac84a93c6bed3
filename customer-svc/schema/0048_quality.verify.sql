SELECT tenant_id, id, version, live, policy_rank, create_time, update_time, delete_time, body, personal FROM quality_policies LIMIT 0;
SELECT tenant_id, customer_id, field, as_of_time FROM value_times LIMIT 0;
SELECT completeness, missing_fields, stale_fields FROM customers LIMIT 0;
