DROP TABLE notice_recalls;
DROP TABLE notice_ties;
ALTER TABLE notices
  DROP KEY idx_notices_about,
  DROP COLUMN source_key,
  DROP COLUMN about_key;
