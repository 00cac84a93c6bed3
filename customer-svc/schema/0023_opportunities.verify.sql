SELECT tenant_id, id, partition_no, sequence, live, customer_id, state, currency, units, nanos,
  stage_time, check_id FROM opportunity_facts
  FORCE INDEX (idx_opportunity_facts_customer) LIMIT 0;
SELECT open_opportunity_count, open_opportunity_amount, open_opportunity_amount_currency,
  won_opportunity_amount, won_opportunity_amount_currency, last_stage_change_time FROM customers
  LIMIT 0;
