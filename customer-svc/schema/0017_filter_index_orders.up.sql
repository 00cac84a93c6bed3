-- The filter index has every field that lists are ordered by: next_follow_up_time takes the place of
-- the city, which the index's 16 columns leave none for.
ALTER TABLE customers
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, lifecycle_stage, grade, source, owner_id, department_id,
    last_interaction_time, next_follow_up_time);
