ALTER TABLE contracts
  DROP COLUMN overdue_amount_currency,
  DROP COLUMN overdue_amount,
  DROP COLUMN renewed_by_id;
