ALTER TABLE invoices
  DROP KEY uq_invoices_number,
  DROP COLUMN invoices_number_claim,
  DROP COLUMN full_number;
