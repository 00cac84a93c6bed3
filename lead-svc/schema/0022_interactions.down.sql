ALTER TABLE opportunities
  DROP COLUMN next_follow_up_time,
  DROP COLUMN last_follow_up_time,
  DROP COLUMN last_interaction_time;
ALTER TABLE leads
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, state,
    source_id, industry, region, owner_id, department_id, customer_id, fit_score, behavior_rank),
  DROP KEY idx_owner_id_next_follow_up_time,
  DROP KEY idx_next_follow_up_time,
  DROP COLUMN first_call_time,
  DROP COLUMN next_follow_up_time,
  DROP COLUMN last_follow_up_time,
  DROP COLUMN last_interaction_time;
DROP TABLE opportunity_interactions;
DROP TABLE lead_interactions;
