ALTER TABLE customers
  DROP KEY idx_owner_id_completeness,
  DROP KEY idx_completeness,
  DROP COLUMN stale_fields,
  DROP COLUMN missing_fields,
  DROP COLUMN completeness;

DROP TABLE value_times;
DROP TABLE quality_policies;
