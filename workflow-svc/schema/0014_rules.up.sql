-- Rules, what became of them, which they are by now, what fired, and what is still to be done.

CREATE TABLE automation_rules (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  work_calendar_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  pause_reason SMALLINT NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_resource_type_create_time (tenant_id, live, resource_type, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_work_calendar_id (tenant_id, live, work_calendar_id, id),
  KEY idx_filter (tenant_id, live, create_time, id, state, pause_reason, owner_id, department_id,
    resource_type)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE rule_executions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  subject VARCHAR(128) NOT NULL,
  outcome SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_parent_id_subject_create_time (tenant_id, live, parent_id, subject, create_time, id),
  KEY idx_parent_id_outcome_create_time (tenant_id, live, parent_id, outcome, create_time, id),
  KEY idx_purge (create_time, outcome)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Grows whenever a rule of the tenant is another: what is kept in memory is that of a version.
CREATE TABLE rule_versions (
  tenant_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- That a rule has fired for a record in a window, and within a chain of causes.
CREATE TABLE rule_firings (
  tenant_id BINARY(16) NOT NULL,
  rule_id BINARY(16) NOT NULL,
  subject_id BINARY(16) NOT NULL,
  window_key VARBINARY(64) NOT NULL,
  root_id BINARY(16) NOT NULL,
  fire_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, rule_id, subject_id, window_key),
  UNIQUE KEY uq_chain (tenant_id, rule_id, subject_id, root_id),
  KEY idx_fire_time (fire_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Firings that are still to be done, or done again; who does one moves its time and its epoch first.
CREATE TABLE rule_queue (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  due_time DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  attempts INT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_due_time (due_time, tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How many firings of a rule failed in a row; no row: none.
CREATE TABLE rule_failures (
  tenant_id BINARY(16) NOT NULL,
  rule_id BINARY(16) NOT NULL,
  failures INT NOT NULL,
  PRIMARY KEY (tenant_id, rule_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
