-- Who gets which leads: rules, whose turn it is by each, and what was decided.

CREATE TABLE assignment_rules (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  rule_order BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_rule_order (tenant_id, live, rule_order, id),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- user_id: all zero for the clock of the rule.
CREATE TABLE assignment_turns (
  tenant_id BINARY(16) NOT NULL,
  rule_id BINARY(16) NOT NULL,
  user_id BINARY(16) NOT NULL,
  turn BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, rule_id, user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE assignment_decisions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
