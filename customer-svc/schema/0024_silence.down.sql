ALTER TABLE customers
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, lifecycle_stage, grade, source, owner_id, department_id,
    last_interaction_time, next_follow_up_time),
  DROP KEY idx_dedicated_id_create_time,
  DROP KEY idx_owner_id_silent_since_time,
  DROP KEY idx_silent_since_time,
  DROP COLUMN dedicated_id,
  DROP COLUMN silent_since_time;

ALTER TABLE interactions
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, channel, direction,
    sentiment, actor_id, next_follow_up_time),
  DROP COLUMN automatic;
