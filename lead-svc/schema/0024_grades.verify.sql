SELECT grade, last_touch_time FROM leads FORCE INDEX (idx_grade_update_time) LIMIT 0;
