-- Amount and close date in lists, and one index for any combination of what lists are filtered by.
-- Rows that were written before are filled out of their bodies after this migration
-- (common/resource/fill_columns.h).
ALTER TABLE opportunities
  ADD COLUMN amount DECIMAL(38,9) NULL,
  ADD COLUMN amount_currency CHAR(3) NULL,
  ADD COLUMN close_date DATE NULL,
  ADD KEY idx_close_date (tenant_id, live, close_date, id),
  ADD KEY idx_owner_id_close_date (tenant_id, live, owner_id, close_date, id),
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, close_date, display_name_sort,
    customer_id, pipeline_id, state, amount, amount_currency, owner_id, department_id);
