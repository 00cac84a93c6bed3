SELECT kind, severity, state, occur_time FROM risk_signals FORCE INDEX (idx_filter) LIMIT 0;
SELECT risk_severity, risk_signal_count, last_risk_time FROM customers LIMIT 0;
