-- What customers are worth by the company's value rule.
ALTER TABLE customers
  ADD COLUMN value_class SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN rfm_scores VARCHAR(16) NOT NULL DEFAULT '',
  ADD COLUMN value_amount DECIMAL(38,9) NULL,
  ADD COLUMN value_amount_currency CHAR(3) NULL,
  ADD COLUMN value_date DATE NULL;
