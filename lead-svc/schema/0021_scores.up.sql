-- What leads are worth, and by which models.

CREATE TABLE scoring_models (
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

ALTER TABLE leads
  ADD COLUMN projection BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN fit_score BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN behavior_rank BIGINT NOT NULL DEFAULT 0,
  ADD KEY idx_fit_score (tenant_id, live, fit_score, id),
  ADD KEY idx_behavior_rank (tenant_id, live, behavior_rank, id),
  DROP KEY idx_filter,
  ADD KEY idx_filter (tenant_id, live, update_time, id, create_time, display_name_sort, state,
    source_id, industry, region, owner_id, department_id, customer_id, fit_score, behavior_rank);
