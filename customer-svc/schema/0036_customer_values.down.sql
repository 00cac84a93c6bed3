ALTER TABLE customers
  DROP COLUMN value_date,
  DROP COLUMN value_amount_currency,
  DROP COLUMN value_amount,
  DROP COLUMN rfm_scores,
  DROP COLUMN value_class;
