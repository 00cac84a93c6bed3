DROP TABLE rule_counts;
ALTER TABLE rule_executions
  DROP KEY idx_outcome_create_time,
  ADD KEY idx_purge (create_time, outcome);
ALTER TABLE rule_firings
  DROP COLUMN keep_until,
  DROP KEY idx_keep_until,
  ADD KEY idx_fire_time (fire_time);
