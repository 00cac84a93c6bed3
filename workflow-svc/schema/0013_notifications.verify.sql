SELECT tenant_id, id, recipient_id, ready_time, attempts, notice
FROM notices FORCE INDEX (idx_notices_ready) LIMIT 0;
SELECT tenant_id, id, version, live, kind, body, personal
FROM notifications FORCE INDEX (idx_recipient_id_state_create_time) LIMIT 0;
SELECT tenant_id, recipient_id, bundle_key, notification_id, create_time
FROM notification_bundles FORCE INDEX (idx_notification_bundles_purge) LIMIT 0;
SELECT tenant_id, id, version, live, kind, state, body, personal
FROM channels FORCE INDEX (idx_kind_state_create_time) LIMIT 0;
SELECT tenant_id, channel_id, sealed, failures, window_time, window_count
FROM channel_accounts LIMIT 0;
SELECT tenant_id, id, version, live, body, personal
FROM deliveries FORCE INDEX (idx_channel_id_create_time) LIMIT 0;
SELECT tenant_id, id, channel_id, recipient_id, due_time, lease_until, epoch, posting
FROM delivery_queue FORCE INDEX (idx_delivery_queue_target) LIMIT 0;
SELECT tenant_id, id, version, live, template_key, locale, body, personal
FROM notification_templates FORCE INDEX (uq_notification_templates_key) LIMIT 0;
SELECT tenant_id, id, version, live, user_id, body, personal
FROM notification_preferences FORCE INDEX (idx_user_id_create_time) LIMIT 0;
