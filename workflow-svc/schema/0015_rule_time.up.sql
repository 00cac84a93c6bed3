-- How long it must be known that a rule has fired, and what thresholds have counted.

-- keep_until: its window cannot come again after that; NULL: it may, as long as there is the rule.
ALTER TABLE rule_firings
  ADD COLUMN keep_until DATETIME(6) NULL,
  ADD KEY idx_keep_until (keep_until),
  DROP KEY idx_fire_time;

-- What became of rules goes by how it ended.
ALTER TABLE rule_executions
  ADD KEY idx_outcome_create_time (outcome, create_time),
  DROP KEY idx_purge;

-- times: those of the events that are counted, eight bytes each. counted: how often one was.
CREATE TABLE rule_counts (
  tenant_id BINARY(16) NOT NULL,
  rule_id BINARY(16) NOT NULL,
  subject_id BINARY(16) NOT NULL,
  counted BIGINT NOT NULL,
  times VARBINARY(8000) NOT NULL,
  expire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, rule_id, subject_id),
  KEY idx_expire_time (expire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
