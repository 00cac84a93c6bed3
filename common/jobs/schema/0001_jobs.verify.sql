SELECT tenant_id, id, kind, subject, client, request_id, request_hash, request, checkpoint,
  metadata, cancel_requested, done, result, lease_owner, lease_until, epoch, attempts, create_time,
  update_time, expire_time FROM operations LIMIT 0;
SELECT tenant_id, name, next_time, lease_owner, lease_until, epoch FROM schedules LIMIT 0;
