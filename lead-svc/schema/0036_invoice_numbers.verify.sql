SELECT full_number, invoices_number_claim FROM invoices FORCE INDEX (uq_invoices_number) LIMIT 0;
