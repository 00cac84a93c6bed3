ALTER TABLE contracts
  DROP COLUMN customer_risk_count,
  DROP COLUMN customer_risk_severity,
  DROP COLUMN projection;
DROP TABLE customer_risk_turns;
DROP TABLE customer_risks;
