-- What leads' totals are called, and when somebody last came in about them.

ALTER TABLE leads
  ADD COLUMN grade VARCHAR(32) NOT NULL DEFAULT '',
  ADD COLUMN last_touch_time DATETIME(6) NULL,
  ADD KEY idx_grade_update_time (tenant_id, live, grade, update_time, id);
