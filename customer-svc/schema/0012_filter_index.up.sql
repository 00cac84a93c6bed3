-- One index for any combination of what lists are filtered by (guanxi.metadata.v1.ResourceRules).
ALTER TABLE customers
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, city, lifecycle_stage, grade, source, owner_id, department_id);

ALTER TABLE contacts
  ADD KEY idx_filter (tenant_id, live, parent_id, update_time, id, create_time, display_name_sort,
    decision_role);
