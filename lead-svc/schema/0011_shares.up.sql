-- Who else may see or change a record, and the lists that people see who may not see all: those of an
-- owner and of a department in the order in which records were made.
CREATE TABLE opportunity_shares (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  user_id BINARY(16) NULL,
  department_id BINARY(16) NULL,
  access SMALLINT NOT NULL,
  expire_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_user_id (tenant_id, live, user_id, parent_id),
  KEY idx_department_id (tenant_id, live, department_id, parent_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE opportunities
  ADD KEY idx_owner_id_create_time (tenant_id, live, owner_id, create_time, id),
  ADD KEY idx_department_id_create_time (tenant_id, live, department_id, create_time, id);
