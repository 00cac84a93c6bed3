-- Ties between parties, parts in decisions, and company trees with what they come to.

CREATE TABLE relationships (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  type SMALLINT NOT NULL,
  source_contact VARCHAR(96) NOT NULL,
  target_customer_id BINARY(16) NULL,
  target_contact VARCHAR(96) NOT NULL,
  target_user_id BINARY(16) NULL,
  weight BIGINT NOT NULL,
  valid_from_date DATE NULL,
  valid_to_date DATE NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_source_contact_create_time (tenant_id, live, source_contact, create_time, id),
  KEY idx_target_customer_id_create_time (tenant_id, live, target_customer_id, create_time, id),
  KEY idx_target_contact_create_time (tenant_id, live, target_contact, create_time, id),
  KEY idx_target_user_id_create_time (tenant_id, live, target_user_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE stakeholders (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  contact VARCHAR(96) NOT NULL,
  opportunity_id BINARY(16) NULL,
  stakeholders_part_claim TINYINT NULL,
  create_time DATETIME(6) NOT NULL,
  update_time DATETIME(6) NOT NULL,
  delete_time DATETIME(6) NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_stakeholders_part (tenant_id, contact, opportunity_id, stakeholders_part_claim),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_opportunity_id_create_time (tenant_id, live, opportunity_id, create_time, id),
  KEY idx_contact_create_time (tenant_id, live, contact, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The companies that have a parent or are one, deleted ones too. own_time: when one was last spoken
-- to; subtree_time: the latest of it and all below. stale: what it says of itself has changed, and
-- is not in the sums yet. changes: written by whoever works on a tree, at its root, so that one goes
-- on at a time.
CREATE TABLE tree_nodes (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NULL,
  own_time DATETIME(6) NULL,
  subtree_time DATETIME(6) NULL,
  stale TINYINT NOT NULL,
  changes BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_tree_nodes_parent (tenant_id, parent_id, subtree_time, id),
  KEY idx_tree_nodes_stale (stale, tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What such a company comes to, by itself and with all below. kind: companies, those with whom we
-- work, the same by region, sums by currency, those that have a product.
CREATE TABLE tree_sums (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  kind TINYINT NOT NULL,
  label VARCHAR(128) NOT NULL,
  own DECIMAL(38,9) NOT NULL,
  subtree DECIMAL(38,9) NOT NULL,
  PRIMARY KEY (tenant_id, id, kind, label)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Those that are there already come to nothing yet, and are gone over one by one.
INSERT INTO tree_nodes (tenant_id, id, parent_id, stale, changes)
  SELECT tenant_id, id, parent_organization_id, 1, 0 FROM customers
  WHERE parent_organization_id IS NOT NULL;

INSERT IGNORE INTO tree_nodes (tenant_id, id, parent_id, stale, changes)
  SELECT DISTINCT tenant_id, parent_organization_id, NULL, 1, 0 FROM customers
  WHERE parent_organization_id IS NOT NULL;

-- The products that an opportunity is about, each on a line.
ALTER TABLE opportunity_facts
  ADD COLUMN products VARBINARY(6500) NOT NULL DEFAULT '';
