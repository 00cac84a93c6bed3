SELECT tenant_id, id, live, shard, stamp, month, start_date, amount, currency FROM fact_source_cost
  FORCE INDEX (idx_fact_source_cost_stamp) LIMIT 0;
