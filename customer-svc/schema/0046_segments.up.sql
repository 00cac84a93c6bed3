-- Segments of customers, and who is in them. A membership goes by being deleted, and comes back.
CREATE TABLE segments (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  display_name VARCHAR(64) NOT NULL,
  display_name_sort VARBINARY(64) NOT NULL,
  kind SMALLINT NOT NULL,
  member_count BIGINT NOT NULL DEFAULT 0,
  state SMALLINT NOT NULL DEFAULT 0,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  segment_name_claim TINYINT NULL,
  projection BIGINT NOT NULL DEFAULT 0,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_segment_name (tenant_id, display_name, segment_name_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_display_name_sort (tenant_id, live, display_name_sort, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE segment_memberships (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  segment_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_segment_id_create_time (tenant_id, live, segment_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- How often what customers are held against (segments, grade rules, quality policies) was changed:
-- whoever has read it knows by this number whether it is so still.
CREATE TABLE standing_versions (
  tenant_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (tenant_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
