SELECT tenant_id, log_id, lease_owner, lease_until, epoch FROM event_logs LIMIT 0;
SELECT tenant_id, partition_no, head, trimmed FROM event_partitions LIMIT 0;
SELECT tenant_id, partition_no, position, event_id, bytes, publish_time FROM event_log
  FORCE INDEX (idx_event_log_position) LIMIT 0;
SELECT tenant_id, consumer, partition_no, log_id, position, behind, report_time
  FROM event_readers LIMIT 0;
SELECT tenant_id, consumer, partition_no, log_id, position, lease_owner, lease_until, epoch
FROM event_cursors LIMIT 0;
SELECT tenant_id, consumer, resource_id, sequence, projection, event_id, partition_no, reason,
  park_time, event FROM dead_letters FORCE INDEX (idx_dead_letters_partition) LIMIT 0;
