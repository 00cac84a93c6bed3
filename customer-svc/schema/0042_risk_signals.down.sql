ALTER TABLE customers
  DROP COLUMN last_risk_time,
  DROP COLUMN risk_signal_count,
  DROP COLUMN risk_severity;
DROP TABLE risk_signals;
