-- To-dos, their reminders, and working calendars.

CREATE TABLE todos (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  projection BIGINT NOT NULL DEFAULT 0,
  live TINYINT NOT NULL,
  subject VARCHAR(128) NOT NULL,
  due_time DATETIME(6) NULL,
  priority SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  owner_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  snooze_time DATETIME(6) NULL,
  complete_time DATETIME(6) NULL,
  next_reminder_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_due_time (tenant_id, live, due_time, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_update_time (tenant_id, live, update_time, id),
  KEY idx_next_reminder_time (tenant_id, live, next_reminder_time, id),
  KEY idx_owner_id_state_due_time (tenant_id, live, owner_id, state, due_time, id),
  KEY idx_department_id_state_due_time (tenant_id, live, department_id, state, due_time, id),
  KEY idx_owner_id_due_time (tenant_id, live, owner_id, due_time, id),
  KEY idx_department_id_due_time (tenant_id, live, department_id, due_time, id),
  KEY idx_subject_due_time (tenant_id, live, subject, due_time, id),
  KEY idx_owner_id_next_reminder_time (tenant_id, live, owner_id, next_reminder_time, id),
  KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id),
  KEY idx_filter (tenant_id, live, due_time, id, create_time, update_time, next_reminder_time,
    complete_time, snooze_time, state, priority, owner_id, department_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE reminders (
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

CREATE TABLE work_calendars (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(128) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
