-- Service: tickets, what is said about them, the rules that classify and dispatch them, surveys.

CREATE TABLE service_tickets (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  title VARCHAR(256) NOT NULL,
  customer_id BINARY(16) NULL,
  contact VARCHAR(96) NOT NULL,
  channel SMALLINT NOT NULL,
  type SMALLINT NOT NULL,
  category VARCHAR(64) NOT NULL,
  priority SMALLINT NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  first_response_time DATETIME(6) NULL,
  resolve_time DATETIME(6) NULL,
  reopen_count BIGINT NOT NULL,
  escalation_level BIGINT NOT NULL,
  merged_into_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_owner_id_state_create_time (tenant_id, live, owner_id, state, create_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_customer_id_create_time (tenant_id, live, customer_id, create_time, id),
  KEY idx_contact_create_time (tenant_id, live, contact, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_merged_into_id_create_time (tenant_id, live, merged_into_id, create_time, id),
  KEY idx_filter (tenant_id, live, create_time, id, state, type, priority, channel, owner_id,
    department_id, customer_id, first_response_time, resolve_time, reopen_count, escalation_level)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ticket_events (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE ticket_rules (
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

CREATE TABLE surveys (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE survey_responses (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  survey_id BINARY(16) NULL,
  kind SMALLINT NOT NULL,
  customer_id BINARY(16) NULL,
  service_ticket_id BINARY(16) NULL,
  score BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_survey_id_create_time (tenant_id, live, survey_id, create_time, id),
  KEY idx_customer_id_create_time (tenant_id, live, customer_id, create_time, id),
  KEY idx_service_ticket_id_create_time (tenant_id, live, service_ticket_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
