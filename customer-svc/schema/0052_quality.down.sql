ALTER TABLE customers
  DROP COLUMN stale_fields,
  DROP COLUMN missing_fields,
  DROP COLUMN completeness;

DROP TABLE value_times;
DROP TABLE quality_policies;
