-- What leads' totals are called.

ALTER TABLE leads
  ADD COLUMN grade VARCHAR(32) NOT NULL DEFAULT '',
  ADD KEY idx_grade_update_time (tenant_id, live, grade, update_time, id);
