SELECT about_key, source_key FROM notices FORCE INDEX (idx_notices_about) LIMIT 0;
SELECT tenant_id, about_key, notice_id, source_key, recipient_id, notification_id, told, create_time
FROM notice_ties FORCE INDEX (idx_notice_ties_notification) LIMIT 0;
SELECT tenant_id, about_key, source_key, recall_time
FROM notice_recalls FORCE INDEX (idx_notice_recalls_purge) LIMIT 0;
