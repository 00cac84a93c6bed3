-- Interactions with leads and with the people behind opportunities, and what those say of them.

CREATE TABLE lead_interactions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  channel SMALLINT NOT NULL,
  direction SMALLINT NOT NULL,
  actor_id BINARY(16) NULL,
  outcome SMALLINT NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  sentiment SMALLINT NOT NULL,
  next_follow_up_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  automatic TINYINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_actor_id_occur_time (tenant_id, live, actor_id, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, channel, direction,
    outcome, sentiment, actor_id, next_follow_up_time, automatic)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE opportunity_interactions (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  channel SMALLINT NOT NULL,
  direction SMALLINT NOT NULL,
  actor_id BINARY(16) NULL,
  outcome SMALLINT NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  sentiment SMALLINT NOT NULL,
  next_follow_up_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  automatic TINYINT NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_actor_id_occur_time (tenant_id, live, actor_id, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_filter (tenant_id, live, parent_id, occur_time, id, create_time, channel, direction,
    outcome, sentiment, actor_id, next_follow_up_time, automatic)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

ALTER TABLE leads
  ADD COLUMN last_interaction_time DATETIME(6) NULL,
  ADD COLUMN last_follow_up_time DATETIME(6) NULL,
  ADD COLUMN next_follow_up_time DATETIME(6) NULL,
  ADD COLUMN first_call_time DATETIME(6) NULL,
  ADD KEY idx_next_follow_up_time (tenant_id, live, next_follow_up_time, id),
  ADD KEY idx_owner_id_next_follow_up_time (tenant_id, live, owner_id, next_follow_up_time, id),
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, state,
    source_id, industry, region, owner_id, department_id, customer_id, fit_score, behavior_rank,
    next_follow_up_time);

ALTER TABLE opportunities
  ADD COLUMN last_interaction_time DATETIME(6) NULL,
  ADD COLUMN last_follow_up_time DATETIME(6) NULL,
  ADD COLUMN next_follow_up_time DATETIME(6) NULL;
