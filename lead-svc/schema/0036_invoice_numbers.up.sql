-- No two invoices of a tenant have the same number. Rows that are there claim none: FillNewColumns
-- lets the oldest of each number claim it, and leaves doubles as they are.
ALTER TABLE invoices
  ADD COLUMN full_number VARCHAR(33) NOT NULL DEFAULT '',
  ADD COLUMN invoices_number_claim TINYINT NULL,
  ADD UNIQUE KEY uq_invoices_number (tenant_id, full_number, invoices_number_claim);
