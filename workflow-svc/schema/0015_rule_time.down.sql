DROP TABLE rule_counts;
ALTER TABLE rule_firings
  DROP COLUMN keep_until,
  DROP KEY idx_keep_until,
  ADD KEY idx_fire_time (fire_time);
