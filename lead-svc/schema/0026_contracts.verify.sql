SELECT tenant_id, id, version, live, number, amount, state, body, personal
  FROM contracts FORCE INDEX (idx_filter) LIMIT 0;
SELECT tenant_id, id, parent_id, due_date, outstanding, open_amount, body
  FROM payment_plans FORCE INDEX (idx_outstanding_due_date) LIMIT 0;
SELECT tenant_id, id, parent_id, number, issue_date, state, body
  FROM invoices FORCE INDEX (idx_state_issue_date) LIMIT 0;
SELECT tenant_id, id, parent_id, pay_date, state, body
  FROM payments FORCE INDEX (idx_state_create_time) LIMIT 0;
