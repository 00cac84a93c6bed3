-- What people do on pages and in products, and who they are once that is known.

CREATE TABLE behavior_events (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  customer_id BINARY(16) NULL,
  lead_id BINARY(16) NULL,
  visitor VARCHAR(64) NOT NULL,
  topic VARCHAR(64) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_customer_id_occur_time (tenant_id, live, customer_id, occur_time, id),
  KEY idx_lead_id_occur_time (tenant_id, live, lead_id, occur_time, id),
  KEY idx_visitor_occur_time (tenant_id, live, visitor, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_filter (tenant_id, live, occur_time, id, create_time, kind, topic, visitor, customer_id,
    lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE visitors (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  visitor_key VARCHAR(64) NOT NULL,
  visitor_key_claim TINYINT NULL,
  customer_id BINARY(16) NULL,
  lead_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_visitor_key (tenant_id, visitor_key, visitor_key_claim),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_visitor_key_create_time (tenant_id, live, visitor_key, create_time, id),
  KEY idx_customer_id_create_time (tenant_id, live, customer_id, create_time, id),
  KEY idx_lead_id_create_time (tenant_id, live, lead_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
