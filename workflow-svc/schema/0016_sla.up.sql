-- Policies of service levels, and their clocks.

CREATE TABLE sla_policies (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  resource_type VARCHAR(64) NOT NULL,
  work_calendar_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_resource_type_create_time (tenant_id, live, resource_type, create_time, id),
  KEY idx_work_calendar_id_create_time (tenant_id, live, work_calendar_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- idx_sla_clocks_calendar: the open ones that go by a calendar, to be reckoned anew.
CREATE TABLE sla_clocks (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  policy_id BINARY(16) NULL,
  subject VARCHAR(192) NOT NULL,
  state SMALLINT NOT NULL,
  due_time DATETIME(6) NULL,
  breach_time DATETIME(6) NULL,
  work_calendar_id BINARY(16) NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_policy_id_subject_create_time (tenant_id, live, policy_id, subject, create_time, id),
  KEY idx_subject_create_time (tenant_id, live, subject, create_time, id),
  KEY idx_owner_id_state_create_time (tenant_id, live, owner_id, state, create_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_state_due_time (tenant_id, live, state, due_time, id),
  KEY idx_sla_clocks_calendar (tenant_id, work_calendar_id, state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
