ALTER TABLE customers
  DROP COLUMN lifecycle_since_time;

DROP TABLE grade_rules;
DROP TABLE lifecycle_records;
