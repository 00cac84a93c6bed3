ALTER TABLE opportunities
  DROP KEY idx_filter,
  DROP KEY idx_owner_id_close_date,
  DROP KEY idx_close_date,
  DROP COLUMN close_date,
  DROP COLUMN amount_currency,
  DROP COLUMN amount;
