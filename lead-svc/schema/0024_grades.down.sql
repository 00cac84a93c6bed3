ALTER TABLE leads
  DROP KEY idx_grade_update_time,
  DROP COLUMN last_touch_time,
  DROP COLUMN grade;
