-- Processes: definitions and their revisions, instances, tasks, comments; who stands in for whom,
-- and which process decides about which records.

CREATE TABLE process_definitions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  subject_type VARCHAR(64) NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id),
  KEY idx_subject_type_create_time (tenant_id, live, subject_type, create_time, id),
  KEY idx_subject_type_display_name_sort (tenant_id, live, subject_type, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE process_revisions (
  tenant_id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE process_instances (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  definition_id BINARY(16) NULL,
  subject VARCHAR(192) NOT NULL,
  initiator_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_initiator_id_state_create_time (tenant_id, live, initiator_id, state, create_time, id),
  KEY idx_initiator_id_create_time (tenant_id, live, initiator_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_definition_id_create_time (tenant_id, live, definition_id, create_time, id),
  KEY idx_subject_create_time (tenant_id, live, subject, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Where an instance stands, for the step alone: written with the instance's row, by who holds that.
CREATE TABLE process_states (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- idx_process_tasks_unread: copies that are to be read are counted.
CREATE TABLE process_tasks (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  instance_id BINARY(16) NULL,
  definition_id BINARY(16) NULL,
  assignee_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  due_time DATETIME(6) NULL,
  complete_time DATETIME(6) NULL,
  read_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_assignee_id_state_create_time (tenant_id, live, assignee_id, state, create_time, id),
  KEY idx_assignee_id_state_due_time (tenant_id, live, assignee_id, state, due_time, id),
  KEY idx_assignee_id_state_complete_time (tenant_id, live, assignee_id, state, complete_time, id),
  KEY idx_assignee_id_state_definition_id_create_time
    (tenant_id, live, assignee_id, state, definition_id, create_time, id),
  KEY idx_assignee_id_create_time (tenant_id, live, assignee_id, create_time, id),
  KEY idx_instance_id_create_time (tenant_id, live, instance_id, create_time, id),
  KEY idx_process_tasks_unread (tenant_id, live, assignee_id, state, read_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE process_comments (
  tenant_id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE delegations (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  delegator_id BINARY(16) NULL,
  deputy_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_delegator_id_create_time (tenant_id, live, delegator_id, create_time, id),
  KEY idx_deputy_id_create_time (tenant_id, live, deputy_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE approval_policies (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  subject_type VARCHAR(64) NOT NULL,
  definition_id BINARY(16) NULL,
  priority BIGINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_subject_type_create_time (tenant_id, live, subject_type, create_time, id),
  KEY idx_subject_type_priority (tenant_id, live, subject_type, priority, id),
  KEY idx_definition_id_create_time (tenant_id, live, definition_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
