ALTER TABLE customers
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, city, lifecycle_stage, grade, source, owner_id, department_id,
    last_interaction_time);
