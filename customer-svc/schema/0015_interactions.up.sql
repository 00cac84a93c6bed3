-- Interactions, and what customers say of them: values that are set by the service and no part of
-- the body. Who was never contacted has none.

CREATE TABLE interactions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  channel SMALLINT NOT NULL,
  direction SMALLINT NOT NULL,
  actor_id BINARY(16) NULL,
  contact VARCHAR(96) NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  sentiment SMALLINT NOT NULL,
  next_follow_up_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_contact_occur_time (tenant_id, live, contact, occur_time, id),
  KEY idx_actor_id_occur_time (tenant_id, live, actor_id, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, channel, direction,
    sentiment, actor_id, next_follow_up_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE customers
  ADD COLUMN projection BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN last_interaction_time DATETIME(6) NULL,
  ADD COLUMN last_follow_up_time DATETIME(6) NULL,
  ADD COLUMN next_follow_up_time DATETIME(6) NULL,
  ADD KEY idx_last_interaction_time (tenant_id, live, last_interaction_time, id),
  ADD KEY idx_next_follow_up_time (tenant_id, live, next_follow_up_time, id),
  ADD KEY idx_owner_id_last_interaction_time (tenant_id, live, owner_id, last_interaction_time, id),
  ADD KEY idx_owner_id_next_follow_up_time (tenant_id, live, owner_id, next_follow_up_time, id),
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, type,
    industry, region, city, lifecycle_stage, grade, source, owner_id, department_id,
    last_interaction_time);
