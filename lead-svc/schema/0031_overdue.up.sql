-- What contracts are filtered by besides: whether they are renewed, and what of them is overdue.
ALTER TABLE contracts
  ADD COLUMN renewed_by_id BINARY(16) NULL,
  ADD COLUMN overdue_amount DECIMAL(38,9) NULL,
  ADD COLUMN overdue_amount_currency CHAR(3) NULL;
