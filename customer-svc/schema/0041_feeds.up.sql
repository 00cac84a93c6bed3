-- Feeds, how far customers were looked up in them, and what they told.

CREATE TABLE feeds (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- sealed: the secret, under the service's key. failures: in a row. next_time: nobody asks the feed
-- before. swept: the last customer that was gone over.
CREATE TABLE feed_accounts (
  tenant_id BINARY(16) NOT NULL,
  feed_id BINARY(16) NOT NULL,
  sealed VARBINARY(2048) NOT NULL,
  failures INT NOT NULL,
  next_time DATETIME(6) NOT NULL,
  swept_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, feed_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE enrichments (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_create_time (tenant_id, live, parent_id, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The look-ups behind enrichments, by their ids. due_time: in the year 9999, nothing is to be done.
-- place: where the feed goes on. last_finding_id: what the register said the last time; all zero:
-- nothing. Who asks holds the lease, under the row's epoch.
CREATE TABLE feed_pulls (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  feed_id BINARY(16) NOT NULL,
  customer_id BINARY(16) NOT NULL,
  due_time DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  attempts INT NOT NULL,
  place VARBINARY(512) NOT NULL,
  last_finding_id BINARY(16) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_feed_pulls_customer (tenant_id, feed_id, customer_id),
  KEY idx_feed_pulls_due (tenant_id, feed_id, due_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE findings (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  parent_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  kind SMALLINT NOT NULL,
  occur_time DATETIME(6) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_parent_id_occur_time (tenant_id, live, parent_id, occur_time, id),
  KEY idx_kind_occur_time (tenant_id, live, kind, occur_time, id),
  KEY idx_occur_time (tenant_id, live, occur_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
