ALTER TABLE leads
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, state,
    source_id, industry, region, owner_id, department_id, customer_id),
  DROP KEY idx_behavior_rank,
  DROP KEY idx_fit_score,
  DROP COLUMN behavior_rank,
  DROP COLUMN fit_score,
  DROP COLUMN projection;
DROP TABLE scoring_models;
