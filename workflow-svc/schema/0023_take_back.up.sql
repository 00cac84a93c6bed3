-- Notices are taken back when what they tell of holds no longer. about_key: a digest of kind and
-- subject; source_key: of the source. NULL: about nothing.
ALTER TABLE notices
  ADD COLUMN about_key BINARY(16) NULL,
  ADD COLUMN source_key BINARY(16) NULL,
  ADD KEY idx_notices_about (tenant_id, about_key);

-- Which notification tells of what; of several in one, each has its own text.
CREATE TABLE notice_ties (
  tenant_id BINARY(16) NOT NULL,
  about_key BINARY(16) NOT NULL,
  notice_id BINARY(16) NOT NULL,
  source_key BINARY(16) NOT NULL,
  recipient_id BINARY(16) NOT NULL,
  notification_id BINARY(16) NOT NULL,
  told BLOB NOT NULL,
  create_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, about_key, notice_id),
  KEY idx_notice_ties_notification (tenant_id, notification_id, notice_id),
  KEY idx_notice_ties_purge (create_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- When what a source tells of a subject was taken back last: what it came to know before is told no
-- more.
CREATE TABLE notice_recalls (
  tenant_id BINARY(16) NOT NULL,
  about_key BINARY(16) NOT NULL,
  source_key BINARY(16) NOT NULL,
  recall_time DATETIME(6) NOT NULL,
  PRIMARY KEY (tenant_id, about_key, source_key),
  KEY idx_notice_recalls_purge (recall_time)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
