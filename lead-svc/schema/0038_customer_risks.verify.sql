SELECT sequence, severity, is_over FROM customer_risks FORCE INDEX (idx_customer_risks_customer) LIMIT 0;
SELECT after_id FROM customer_risk_turns LIMIT 0;
SELECT projection, customer_risk_severity, customer_risk_count FROM contracts LIMIT 0;
