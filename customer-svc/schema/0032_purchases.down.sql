ALTER TABLE customers
  DROP COLUMN last_purchase_date,
  DROP COLUMN first_purchase_date,
  DROP COLUMN unconverted_purchase_count,
  DROP COLUMN purchase_amount_currency,
  DROP COLUMN purchase_amount,
  DROP COLUMN purchase_count,
  DROP COLUMN purchase_basis,
  DROP COLUMN paid_contract_count,
  DROP COLUMN overdue_amount_currency,
  DROP COLUMN overdue_amount;

ALTER TABLE order_facts
  DROP COLUMN base_amount,
  DROP COLUMN base_currency;

ALTER TABLE contract_facts
  DROP COLUMN overdue,
  DROP COLUMN last_receipt_date,
  DROP COLUMN first_receipt_date,
  DROP COLUMN receipt_count,
  DROP COLUMN sign_date,
  DROP COLUMN received_base,
  DROP COLUMN received_base_currency,
  DROP COLUMN base_amount,
  DROP COLUMN base_currency;
