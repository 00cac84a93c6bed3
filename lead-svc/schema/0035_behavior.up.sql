-- What people did on our pages and in our products who are leads, as customer-svc tells of it.

-- Each event once for each lead whose it is.
CREATE TABLE lead_behaviors (
  tenant_id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  event_id BINARY(16) NOT NULL,
  kind SMALLINT NOT NULL,
  topic VARCHAR(64) NOT NULL,
  occur_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, lead_id, event_id),
  KEY idx_lead_behaviors_occur_time (tenant_id, lead_id, occur_time, event_id),
  KEY idx_lead_behaviors_event (tenant_id, event_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Who visitors are known to be.
CREATE TABLE behavior_visitors (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  visitor_key VARCHAR(64) NOT NULL,
  lead_id BINARY(16) NULL,
  customer_id BINARY(16) NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_behavior_visitors_key (tenant_id, visitor_key),
  KEY idx_behavior_visitors_lead (tenant_id, lead_id),
  KEY idx_behavior_visitors_customer (tenant_id, customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Leads that were tied to somebody: what he did before is to be read. A stamp is another one each
-- time.
CREATE TABLE behavior_joins (
  tenant_id BINARY(16) NOT NULL,
  lead_id BINARY(16) NOT NULL,
  stamp BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, lead_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
