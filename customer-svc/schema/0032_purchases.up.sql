-- What customers have bought, by the one definition of a purchase, and what of it is overdue.
ALTER TABLE contract_facts
  ADD COLUMN base_currency VARCHAR(3) NOT NULL DEFAULT '',
  ADD COLUMN base_amount DECIMAL(38,9) NOT NULL DEFAULT 0,
  ADD COLUMN received_base_currency VARCHAR(3) NOT NULL DEFAULT '',
  ADD COLUMN received_base DECIMAL(38,9) NOT NULL DEFAULT 0,
  ADD COLUMN sign_date DATE NULL,
  ADD COLUMN receipt_count INT NOT NULL DEFAULT 0,
  ADD COLUMN first_receipt_date DATE NULL,
  ADD COLUMN last_receipt_date DATE NULL,
  ADD COLUMN overdue DECIMAL(38,9) NOT NULL DEFAULT 0;

ALTER TABLE order_facts
  ADD COLUMN base_currency VARCHAR(3) NOT NULL DEFAULT '',
  ADD COLUMN base_amount DECIMAL(38,9) NOT NULL DEFAULT 0;

ALTER TABLE customers
  ADD COLUMN overdue_amount DECIMAL(38,9) NULL,
  ADD COLUMN overdue_amount_currency CHAR(3) NULL,
  ADD COLUMN paid_contract_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN purchase_basis SMALLINT NOT NULL DEFAULT 0,
  ADD COLUMN purchase_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN purchase_amount DECIMAL(38,9) NULL,
  ADD COLUMN purchase_amount_currency CHAR(3) NULL,
  ADD COLUMN unconverted_purchase_count BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN first_purchase_date DATE NULL,
  ADD COLUMN last_purchase_date DATE NULL;
