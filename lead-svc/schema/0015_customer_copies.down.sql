ALTER TABLE opportunities
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, close_date, display_name_sort,
    customer_id, pipeline_id, state, amount, amount_currency, owner_id, department_id),
  DROP COLUMN projection,
  DROP COLUMN customer_grade,
  DROP COLUMN customer_owner_id,
  DROP COLUMN customer_display_name;

DROP TABLE customer_fan_outs;

DROP TABLE customer_copies;
