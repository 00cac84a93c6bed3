-- Notifications, channels, deliveries, templates and preferences, and what waits to become some.

-- What waits to be told: one row for each person, or channel (recipient_id all zero). id: that of
-- the notification or delivery that it becomes. attempts: how often that failed.
CREATE TABLE notices (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  recipient_id BINARY(16) NOT NULL,
  ready_time DATETIME(6) NOT NULL,
  attempts INT NOT NULL,
  notice MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_notices_ready (ready_time, tenant_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE notifications (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  recipient_id BINARY(16) NULL,
  kind SMALLINT NOT NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_recipient_id_state_create_time (tenant_id, live, recipient_id, state, create_time, id),
  KEY idx_recipient_id_create_time (tenant_id, live, recipient_id, create_time, id),
  KEY idx_notifications_purge (create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The notification that what comes with the same key is added to. bundle_key: a digest.
CREATE TABLE notification_bundles (
  tenant_id BINARY(16) NOT NULL,
  recipient_id BINARY(16) NOT NULL,
  bundle_key BINARY(16) NOT NULL,
  notification_id BINARY(16) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, recipient_id, bundle_key),
  KEY idx_notification_bundles_purge (create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE channels (
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
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_kind_state_create_time (tenant_id, live, kind, state, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- sealed: address and secret, under the service's key. failures: in a row. window: the messages that
-- were sent since window_time.
CREATE TABLE channel_accounts (
  tenant_id BINARY(16) NOT NULL,
  channel_id BINARY(16) NOT NULL,
  sealed VARBINARY(8192) NOT NULL,
  failures INT NOT NULL,
  window_time DATETIME(6) NOT NULL,
  window_count INT NOT NULL,
  PRIMARY KEY (tenant_id, channel_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE deliveries (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  channel_id BINARY(16) NULL,
  state SMALLINT NOT NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_state_create_time (tenant_id, live, state, create_time, id),
  KEY idx_channel_id_create_time (tenant_id, live, channel_id, create_time, id),
  KEY idx_deliveries_purge (create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Deliveries that are neither sent nor dead. recipient_id all zero: whoever is at the channel's
-- other end. posting: what that one is told. Who sends holds the lease, under the row's epoch.
CREATE TABLE delivery_queue (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  channel_id BINARY(16) NOT NULL,
  recipient_id BINARY(16) NOT NULL,
  due_time DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NOT NULL,
  epoch BIGINT NOT NULL,
  posting MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_delivery_queue_due (due_time, tenant_id, id),
  KEY idx_delivery_queue_target (tenant_id, channel_id, recipient_id, due_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE notification_templates (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  template_key VARCHAR(64) NOT NULL,
  locale VARCHAR(35) NOT NULL,
  create_time DATETIME(6) NOT NULL,
  notification_templates_key_claim TINYINT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE KEY uq_notification_templates_key (tenant_id, template_key, locale,
    notification_templates_key_claim),
  KEY idx_create_time (tenant_id, live, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE notification_preferences (
  tenant_id BINARY(16) NOT NULL,
  id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  live TINYINT NOT NULL,
  user_id BINARY(16) NULL,
  create_time DATETIME(6) NOT NULL,
  body MEDIUMBLOB NOT NULL,
  personal MEDIUMBLOB NOT NULL,
  PRIMARY KEY (tenant_id, id),
  KEY idx_create_time (tenant_id, live, create_time, id),
  KEY idx_user_id_create_time (tenant_id, live, user_id, create_time, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
