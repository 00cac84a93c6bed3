ALTER TABLE customers
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, city, lifecycle_stage, grade, source, owner_id, department_id),
  DROP KEY idx_owner_id_next_follow_up_time,
  DROP KEY idx_owner_id_last_interaction_time,
  DROP KEY idx_next_follow_up_time,
  DROP KEY idx_last_interaction_time,
  DROP COLUMN next_follow_up_time,
  DROP COLUMN last_follow_up_time,
  DROP COLUMN last_interaction_time,
  DROP COLUMN projection;

DROP TABLE interactions;
